# Options that have no effect are accepted
args: -x argref -x core -x debug -x kdefs -x knodefs -x udefs -x unodefs -x lazyload -x strip -x linknommap -x nolibs -x empty -x errtags -x zdefs -x amin=Private/Private/Common -x bpflog -x bpflogsize=1m -x lockmem=unlimited -x maxframes=10 -x preallocate=1m -x pgmax=4 -x ctfpath=/x -x ctypes=/dev/null -x dtypes=/dev/null -x modpath=/x -x procfspath=/proc -x disasm=1 -x late=dynamic -x linkmode=kernel -x linktype=dof -x ldpath=ld -x objcopypath=objcopy -x pcapsize=1514 -x printsize=4k -x tree=1 -x version=1.0 -x iregs=8 -x tregs=8 -x jstackframes=10 -x jstackstrsize=100 -x scratchsize=1k -x bufresize=auto -x cleanrate=100hz -x statusrate=2s -x aggrate=100ms -x syslibdir=/no/such -x libdir=/no/such -x noresolve -x quietresize -x stdc=a -qn 'BEGIN { trace(1); exit(0); }'
--- stdout
1
--- stderr
--- status 0
