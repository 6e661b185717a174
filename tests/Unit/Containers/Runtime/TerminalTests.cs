using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>A user's terminal before a container's.</summary>
public sealed class TerminalTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    private readonly RuntimeTestbed _bed = new();
    private readonly Pty _pty = new();

    [Fact]
    public async Task The_container_gets_its_size_and_each_key_and_the_users_terminal_is_as_before_after_the_keys_to_leave()
    {
        _pty.Resize(40, 120);
        string before = _pty.Mode;
        string id = _bed.Create(_bed.Bundle(new ContainerOptions { Interactive = true }, "sh"));
        using ContainerAttachment attachment = _bed.Runtime.Attach(id);
        _bed.Runtime.Start(id);
        Task<AttachmentEnd> attached = Attach(attachment, default);
        _pty.ReadUntil("#");
        _pty.Type("stty size; echo x$((6*7))\r");
        Assert.Contains("40 120", _pty.ReadUntil("x42"), StringComparison.Ordinal);
        Assert.NotEqual(before, _pty.Mode);

        // Ctrl+C is for the program inside.
        _pty.Type("sh -c 'echo $((6*8))started; exec sleep 600'\r");
        _pty.ReadUntil("48started");
        _pty.Type("\u0003");
        _pty.ReadUntil("#");
        _pty.Type("echo $((1+2))alive\r");
        _pty.ReadUntil("3alive");

        _pty.Type("\u0010\u0011");
        Assert.Equal(AttachmentEnd.Detached, await attached.WaitAsync(_timeout));
        Assert.Equal(before, _pty.Mode);
        Assert.Equal(ContainerProcessStatus.Running, _bed.Runtime.State(id)!.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_users_terminal_is_as_before_when_it_is_cancelled_or_the_container_is_killed(bool cancels)
    {
        string before = _pty.Mode;
        string id = _bed.Create(_bed.Bundle(new ContainerOptions { Interactive = true }, "sh"));
        using var cancellation = new CancellationTokenSource();
        using ContainerAttachment attachment = _bed.Runtime.Attach(id);
        _bed.Runtime.Start(id);
        Task<AttachmentEnd> attached = Attach(attachment, cancellation.Token);
        _pty.ReadUntil("#");
        if (cancels) cancellation.Cancel();
        else _bed.Runtime.Kill(id, 9);
        await Task.WhenAny(attached).WaitAsync(_timeout);
        Assert.Equal(cancels, attached.IsFaulted || attached.IsCanceled);
        Assert.Equal(before, _pty.Mode);
    }

    [Fact]
    public void A_program_inside_with_a_terminal_needs_one_here()
    {
        if (Tmds.Linux.LibC.isatty(0) == 1) Assert.Skip("These tests run in a terminal.");
        string id = _bed.Start(new ContainerOptions(), "sleep", "600");
        Assert.Equal("NotATerminal", Assert.Throws<ContainerNetException>(() => _bed.Runtime.Exec(id, new ContainerExecOptions { Arguments = ["sh"], Terminal = true })).ErrorId);
    }

    public void Dispose()
    {
        _bed.Dispose();
        _pty.Dispose();
    }

    private Task<AttachmentEnd> Attach(ContainerAttachment attachment, CancellationToken cancellation)
        => Task.Factory.StartNew(() => attachment.Run(hasTerminal: true, _pty.Terminal, _pty.Terminal, _pty.Terminal, cancellation: cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
