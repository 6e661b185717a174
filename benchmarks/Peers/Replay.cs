namespace ContainerNet.Benchmarks.Peers;

/// <summary>The C program native/replay.c: what the kernel takes for exactly the changes that a round of ours has it make.</summary>
internal sealed class Replay : IDisposable
{
    private readonly string _recording = Path.GetTempFileName();
    private readonly Floor _program;

    /// <param name="path">The program.</param>
    /// <param name="changes">What was recorded.</param>
    public Replay(string path, IReadOnlyList<string> changes)
    {
        File.WriteAllLines(_recording, changes);
        _program = new Floor(path, _recording);
    }

    /// <summary>How many milliseconds the changes take.</summary>
    public double Play() => _program.Play("again");

    public void Dispose()
    {
        _program.Dispose();
        File.Delete(_recording);
    }
}
