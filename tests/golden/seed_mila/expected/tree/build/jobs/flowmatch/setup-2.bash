export CODE_REPOSITORY='https://github.com/alexhernandezgarcia/gflownet.git'
export CODE_COMMIT='8f2a8c7f0d3bd9a2cf2f6dfd1a0f6f3f9d1f4f10'
git clone --quiet --no-checkout "$CODE_REPOSITORY" "${SLURM_TMPDIR:?}/code"
git -C "$SLURM_TMPDIR/code" checkout --quiet --detach "$CODE_COMMIT"
git -C "$SLURM_TMPDIR/code" log -1 --format='code at %H of %cd'
