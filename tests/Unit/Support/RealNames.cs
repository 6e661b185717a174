using ContainerNet.Linux.Syscalls;
using Xunit;

namespace ContainerNet.Tests.Support;

/// <summary>
/// A host whose names are in the real /run/netns, where <c>ip netns</c> looks. Only where this process has a mount
/// namespace of its own, so that none of it is seen outside; and with a directory of its own over /run/netns.
/// </summary>
internal sealed class RealNames : IDisposable
{
    private readonly List<string> _names = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;

    public RealNames()
    {
        Requires.Root();
        if (!IsApart())
            Assert.Skip("This process shares its mounts with the machine; run the tests in: unshare --net --mount");
        Net = new NetHost(new NetHostOptions { RunDirectory = Path.Combine(_folder, "run"), StateDirectory = Path.Combine(_folder, "state") });
    }

    public NetHost Net { get; }

    // Whoever started these tests, however far up, sees other mounts; in a process namespace of their own, where nobody is
    // further up, their first process has mounted a directory of its own there.
    private static bool IsApart()
    {
        FileIdentity? own = FileIdentity.Of("/proc/self/ns/mnt");
        for (int id = Environment.ProcessId; id > 0; id = ParentOf(id))
        {
            if (FileIdentity.Of($"/proc/{id}/ns/mnt") is { } other && other != own) return true;
        }
        return File.ReadLines("/proc/self/mountinfo").Any(line => line.Contains(" /run/netns ", StringComparison.Ordinal) && line.Contains(" - tmpfs ", StringComparison.Ordinal));
    }

    // The name in parentheses may hold anything; after it come the state and the parent.
    private static int ParentOf(int id)
    {
        string stat = File.ReadAllText($"/proc/{id}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    /// <summary>An unused name, removed at the end in any case.</summary>
    public string NewName()
    {
        string name = $"cntest-{Guid.NewGuid():N}";
        _names.Add(name);
        return name;
    }

    public void Dispose()
    {
        foreach (string name in _names.Where(name => File.Exists($"/run/netns/{name}"))) Tool.Run("ip", ["netns", "delete", name]);
        Net.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
