export MODULES_TO_LOAD='anaconda/3 cuda/11.3'
command -v module >/dev/null || . /etc/profile.d/modules.sh
module load $MODULES_TO_LOAD
