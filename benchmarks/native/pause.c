// The process of a container that only has to be there until it is asked to end; with an argument it ends at once.
#include <signal.h>
#include <unistd.h>

static void leave(int signal) {
    (void)signal;
    _exit(0);
}

int main(int count, char **arguments) {
    (void)arguments;
    if (count > 1) return 0;
    signal(SIGTERM, leave);
    for (;;) pause();
}
