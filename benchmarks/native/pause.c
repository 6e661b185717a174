// The process of a container that only has to be there.
#include <unistd.h>

int main(void) {
    for (;;) pause();
}
