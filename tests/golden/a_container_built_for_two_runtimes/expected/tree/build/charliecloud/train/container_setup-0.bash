export PYTHONPATH=/data
