using System.Reflection;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;
using Xunit;

namespace ContainerNet.Tests.Linux.Processes;

/// <summary>The names of errors that users see.</summary>
public sealed class ErrnoTests
{
    public static TheoryData<Errno> All => [.. Enum.GetValues<Errno>().Where(errno => errno != Errno.None)];

    [Theory, MemberData(nameof(All))]
    public void Each_has_the_number_of_the_C_library(Errno errno)
    {
        PropertyInfo? constant = typeof(LibC).GetProperty(errno.ToString());
        Assert.NotNull(constant);
        Assert.Equal(constant.GetValue(null), (int)errno);
    }

    [Fact]
    public unsafe void A_wait_that_fails_says_why()
    {
        Assert.Equal(-1, NativeMethods.poll((pollfd*)1, 1, 0));
        Assert.Equal(LibC.EFAULT, (int)Libc.LastError);
    }
}
