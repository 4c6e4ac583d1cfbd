# --help: status 0 (the text is usage.cc)
args: --help
--- status 0
