using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>Input and output of containers, with pipes where a user has a terminal.</summary>
public sealed class ContainerAttachmentTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    private readonly RuntimeTestbed _bed = new();

    [Fact]
    public async Task What_is_typed_arrives_and_what_is_written_comes_back()
    {
        string id = _bed.Create(_bed.Bundle(new ContainerOptions { Interactive = true }, "sh", "-c", "stty -echo; echo ready; read x; echo got $x; tty"));
        using Session session = Attach(id);
        _bed.Runtime.Start(id);
        session.WaitFor("ready");
        session.Type("hello\n");
        Assert.Equal(AttachmentEnd.ContainerEnded, await session.End.WaitAsync(_timeout));
        Assert.Equal("ready\r\ngot hello\r\n/dev/pts/0\r\n", session.Output);
        Assert.Equal(0, _bed.End(id).ExitCode);
    }

    [Fact]
    public async Task Output_and_errors_of_a_container_without_a_terminal_come_apart()
    {
        string id = _bed.Create(_bed.Bundle(new ContainerOptions(), "sh", "-c", "echo one; echo two >&2"));
        using Session session = Attach(id);
        _bed.Runtime.Start(id);
        Assert.Equal(AttachmentEnd.ContainerEnded, await session.End.WaitAsync(_timeout));
        Assert.Equal(("one\n", "two\n"), (session.Output, session.Errors));
    }

    [Fact]
    public async Task The_container_continues_when_a_client_detaches_and_another_can_attach()
    {
        string id = _bed.Create(_bed.Bundle(new ContainerOptions { Interactive = true }, "sh", "-c", "echo ready; read x; echo got $x"));
        using (Session first = Attach(id))
        {
            _bed.Runtime.Start(id);
            first.WaitFor("ready");
            first.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.End.WaitAsync(_timeout));
        }
        Assert.Equal(ContainerProcessStatus.Running, _bed.Runtime.State(id)!.Status);
        using Session second = Attach(id);
        second.Type("again\n");
        Assert.Equal(AttachmentEnd.ContainerEnded, await second.End.WaitAsync(_timeout));
        Assert.Contains("got again", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_has_ended_cannot_be_attached_to()
    {
        string id = _bed.Start(new ContainerOptions(), "true");
        _bed.End(id);
        Assert.True(SpinWait.SpinUntil(() => !_bed.Runtime.DirectoryOf(id).ReadProcesses()!.Value.Monitor.IsAlive, _timeout));
        Assert.Equal("ContainerNotRunning", Assert.Throws<ContainerNetException>(() => _bed.Runtime.Attach(id)).ErrorId);
    }

    public void Dispose() => _bed.Dispose();

    private Session Attach(string id) => new(_bed.Runtime.Attach(id));

    /// <summary>The user of an attachment.</summary>
    private sealed class Session : IDisposable
    {
        private readonly ContainerAttachment _attachment;
        private readonly Pipe _input = Pipe.Open();
        private readonly Reader _output = new(), _errors = new();
        private readonly CancellationTokenSource _cancellation = new();

        public Session(ContainerAttachment attachment)
        {
            _attachment = attachment;
            End = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public Task<AttachmentEnd> End { get; }

        public string Output => _output.Text;

        public string Errors => _errors.Text;

        public void Type(string text) => Assert.True(_input.Writer.Write(System.Text.Encoding.UTF8.GetBytes(text)));

        public void Cancel() => _cancellation.Cancel();

        public void WaitFor(string text) => Assert.True(SpinWait.SpinUntil(() => Output.Contains(text, StringComparison.Ordinal), _timeout), Output);

        public void Dispose()
        {
            _cancellation.Cancel();
            SpinWait.SpinUntil(() => End.IsCompleted, _timeout);
            _attachment.Dispose();
            _input.Dispose();
            _cancellation.Dispose();
        }

        private AttachmentEnd Run()
        {
            try
            {
                return _attachment.Run(hasTerminal: true, _input.Reader, _output.Writer, _errors.Writer, cancellation: _cancellation.Token);
            }
            finally
            {
                _output.Finish();
                _errors.Finish();
            }
        }
    }

    /// <summary>Reads a pipe while it is written.</summary>
    private sealed class Reader
    {
        private readonly Pipe _pipe = Pipe.Open();
        private readonly Task _reading;
        private string _text = "";

        public Reader() => _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public FileDescriptor Writer => _pipe.Writer;

        public string Text => Volatile.Read(ref _text);

        public void Finish()
        {
            _pipe.Writer.Dispose();
            _reading.Wait(_timeout);
            _pipe.Reader.Dispose();
        }

        private void Read()
        {
            byte[] buffer = new byte[4096];
            while (_pipe.Reader.Read(buffer) is var count and > 0) Volatile.Write(ref _text, _text + System.Text.Encoding.UTF8.GetString(buffer, 0, count));
        }
    }
}
