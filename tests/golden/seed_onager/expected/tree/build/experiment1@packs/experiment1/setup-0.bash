export MODULES_TO_LOAD='python/3.7.4 cuda/10.2 cudnn/7.6.5'
command -v module >/dev/null || . /etc/profile.d/modules.sh
module load $MODULES_TO_LOAD
