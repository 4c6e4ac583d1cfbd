# -S: the code, on standard error
args: -S -x verbose -qn 'BEGIN { trace(1); exit(0); }'
--- stdout
1
--- stderr

DIFO clause 0 action 1 returns D type (size 4)
OFF OPCODE              INSTRUCTION
00: 0000000000000139    setx INT[0], %r1 ! 0x1
01: 0000000000010037    ret  %r1

DIFO clause 0 action 2 returns D type (size 4)
OFF OPCODE              INSTRUCTION
00: 0000000000000037    ret  %r0
--- status 0
