export VENV_FOLDER='venv'
case $VENV_FOLDER in /*) ;; "~/"*) VENV_FOLDER=$HOME/${VENV_FOLDER#"~/"} ;; *) VENV_FOLDER=$EXPC_PROJECT/$VENV_FOLDER ;; esac
. "$VENV_FOLDER/bin/activate"
