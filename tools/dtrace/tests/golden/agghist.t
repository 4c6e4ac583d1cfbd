# agghist: one chart for each aggregation, keys right-aligned; aggzoom
args: -q -x agghist -n 'BEGIN { @a["sshd"] = sum(3); @a["bash"] = sum(9); @a["cc1"] = sum(28); @n[(char)1, 2] = sum(-1); @n[(char)2, 3] = sum(4); @t = count(); printa(@a); setopt("aggzoom"); printa(@a); exit(0); }'
--- stdout $
$
$
              key  ------------- Distribution ------------- count    $
             sshd |@@@                                      3        $
             bash |@@@@@@@@@                                9        $
              cc1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@             28       $
$
$
              key  ------------- Distribution ------------- count    $
             sshd |@@@@                                     3        $
             bash |@@@@@@@@@@@@                             9        $
              cc1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@   28       $
$
$
          key  ------------- Distribution ------------- count    $
   1        2                @@@@@|                     -1       $
   2        3                     |@@@@@@@@@@@@@@@@@@@  4        $
$
           value  ------------- Distribution ------------- count    $
                 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@   1        $
--- stderr
--- status 0
