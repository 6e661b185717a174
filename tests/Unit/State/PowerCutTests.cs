using System.Globalization;
using System.Text;
using ContainerNet.Containers.Records;
using ContainerNet.Networks.Records;
using ContainerNet.Tests.Costs;
using ContainerNet.Tests.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.State;

/// <summary>
/// The state after a power cut. A process changes the state, and strace says by which system calls. After each of these the files
/// are put together as a power cut at that moment may leave them, and read as after the next boot. All that was acknowledged by
/// then is there, but for what the change that was under way has changed.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private const int CutsPerCall = 3;
    private const string Calls = "open,openat,creat,write,pwrite64,writev,pwritev,ftruncate,truncate,fallocate,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,copy_file_range,sendfile,stat,lstat,newfstatat,statx,access,faccessat2";

    // In memory, as thousands of copies are made.
    private static readonly string _memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string _copy = Path.Combine(_memory, $"containernet-{Guid.NewGuid():N}");
    private readonly TestHost _host = new();
    private readonly HashSet<string> _networks = [], _containers = [];
    private string? _mtu, _underWay;
    private int _cuts;

    public void Dispose()
    {
        _host.Dispose();
        if (Directory.Exists(_copy)) Directory.Delete(_copy, recursive: true);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_acknowledged_is_there_after_a_power_cut_at_any_moment(int seed)
    {
        Assert.SkipWhen(SystemCallTrace.Missing() is not null, SystemCallTrace.Missing() ?? "");
        string root = Path.Combine(_host.Folder, "disk"), trace = Path.Combine(_host.Folder, "trace");
        Directory.CreateDirectory(root);
        NetHostOptions options = _host.Options with { StateDirectory = Path.Combine(root, "state"), ConfigurationFile = Path.Combine(root, "etc", "daemon.json") };
        Victim.RunPowerCut(["nsenter", $"--net={options.NamespacePath}", "strace", "-f", "-y", "-xx", "-s", "1000000", "-e", $"trace={Calls}", "-o", trace], options with { NamespacePath = new NetHostOptions().NamespacePath }, seed);

        var files = new DurableFiles(root);
        var chance = new Random(seed);
        foreach (TracedCall call in TracedCall.Read(trace))
        {
            if (!Note(call) && !files.Apply(call)) continue;
            for (int cut = files.IsSynced ? CutsPerCall : 1; cut <= CutsPerCall; cut++) Check(files, options, root, chance);
        }
        Assert.True(_cuts > 200, $"{_cuts} cuts were tried.");
        Assert.NotEmpty(_networks);
        Assert.NotEmpty(_containers);
        Assert.NotNull(_mtu);
    }

    // Answers whether a change begins or is acknowledged.
    private bool Note(TracedCall call)
    {
        string path = call.Texts.Count > 0 ? Encoding.UTF8.GetString(call.Texts[0]) : "";
        if (path.StartsWith(PowerCutWork.Begin, StringComparison.Ordinal)) _underWay = path[PowerCutWork.Begin.Length..];
        else if (path.StartsWith(PowerCutWork.Done, StringComparison.Ordinal)) Acknowledge(path[PowerCutWork.Done.Length..]);
        else return false;
        return true;
    }

    private void Acknowledge(string change)
    {
        _underWay = null;
        string name = change[(change.IndexOf(':', StringComparison.Ordinal) + 1)..];
        HashSet<string> kind = change[1..].StartsWith("network", StringComparison.Ordinal) ? _networks : _containers;
        if (change.StartsWith('>'))
        {
            string[] names = name.Split('>');
            kind.Remove(names[0]);
            kind.Add(names[1]);
        }
        else if (change.StartsWith('+')) kind.Add(name);
        else if (change.StartsWith('-')) kind.Remove(name);
        else if (change.StartsWith("mtu", StringComparison.Ordinal)) _mtu = name;
    }

    private void Check(DurableFiles files, NetHostOptions options, string root, Random chance)
    {
        _cuts++;
        files.Materialize(_copy, chance);
        string Moved(string path) => path.Replace(root, _copy, StringComparison.Ordinal);
        using (var net = new NetHost(options with { StateDirectory = Moved(options.StateDirectory), ConfigurationFile = Moved(options.ConfigurationFile), RunDirectory = Path.Combine(_copy, "run") }))
        {
            var store = new ContainerStore(net.Context);
            AreThere("network", _networks, [.. net.Context.State.Networks.Select(network => network.Name)], mayBeMore: false);
            // A removal that was acknowledged may have to be done again, of what is left of the container then.
            AreThere("container", _containers, [.. store.All().Select(container => container.Name)], mayBeMore: true);
            string mtu = net.Configuration.Get().Mtu?.ToString(CultureInfo.InvariantCulture) ?? "";
            Assert.True(mtu == (_mtu ?? "") || _underWay == $"mtu:{mtu}", $"The MTU is '{mtu}' instead of '{_mtu}' while '{_underWay}' was under way.");
        }
        Directory.Delete(_copy, recursive: true);
    }

    // A container has its old name or its new one, and is not lost in between.
    private bool IsRenamed(string kind, string name, HashSet<string> found)
        => _underWay is { } change && change.StartsWith($">{kind}:{name}>", StringComparison.Ordinal) && found.Contains(change.Split('>')[^1]);

    private void AreThere(string kind, HashSet<string> expected, HashSet<string> found, bool mayBeMore)
    {
        string[] lost = [.. expected.Except(found).Where(name => _underWay != $"-{kind}:{name}" && !IsRenamed(kind, name, found))];
        string[] more = [.. found.Except(expected).Where(name => _underWay != $"+{kind}:{name}")];
        Assert.True(lost.Length == 0, $"The {kind} {string.Join(", ", lost)} was lost while '{_underWay}' was under way.");
        Assert.True(more.Length == 0 || mayBeMore, $"The {kind} {string.Join(", ", more)} has come back while '{_underWay}' was under way.");
    }
}
