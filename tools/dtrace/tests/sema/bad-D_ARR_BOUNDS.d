BEGIN { trace(curthread->numbers[5]); }
