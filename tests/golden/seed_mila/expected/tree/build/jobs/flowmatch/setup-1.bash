export CONDA_ENVIRONMENT='gflownet'
for conda_program in "$(command -v conda)" "${CONDA_EXE-}" \
  ~/{miniforge3,miniconda3,mambaforge,anaconda3}/bin/conda /opt/conda/bin/conda; do
  [ ! -x "$conda_program" ] || break
done
[ -x "$conda_program" ] || { echo 'conda is neither on the PATH nor below the home folder; load its module before' >&2; false; }
eval "$("$conda_program" shell.bash hook)"
conda activate "$CONDA_ENVIRONMENT"
