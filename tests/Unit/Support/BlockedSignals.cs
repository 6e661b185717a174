using Tmds.Linux;
using Xunit;

namespace ContainerNet.Tests.Support;

/// <summary>A thread as conmon starts a program: with SIGCHLD and SIGUSR1 blocked.</summary>
internal static unsafe class BlockedSignals
{
    /// <summary>Blocks them for the calling thread, which has to be one of the test's own.</summary>
    public static void Block()
    {
        sigset_t signals;
        Assert.Equal(0, LibC.sigemptyset(&signals));
        Assert.Equal(0, LibC.sigaddset(&signals, LibC.SIGCHLD));
        Assert.Equal(0, LibC.sigaddset(&signals, LibC.SIGUSR1));
        Assert.Equal(0, LibC.pthread_sigmask(LibC.SIG_BLOCK, &signals, null));
    }
}
