# pcap() is known, but not there
args: -n 'BEGIN { pcap(0, 1); }'
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN { pcap(0, 1); }: in action list: pcap( ) is not implemented
    1 | BEGIN { pcap(0, 1); }
      |         ^~~~
--- status 1
