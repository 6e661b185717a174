using System.Diagnostics;
using System.Globalization;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Runtime;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>Containers of a host of a test's own, on a root file system that holds busybox and nothing else. They go without a trace.</summary>
internal sealed class RuntimeTestbed : IDisposable
{
    private readonly TestHost _host;
    private readonly List<string> _ids = [];

    public RuntimeTestbed()
    {
        Requires.Program(BusyboxRoot.Program);
        try
        {
            _ = RuntimePrograms.Installed;
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.Unsupported)
        {
            Assert.Skip(e.Message);
        }
        _host = new TestHost();
        Runtime = new OciRuntime(_host.Net.Context);
        Root = Path.Combine(_host.Folder, "root");
        BusyboxRoot.Make(Root);
        NetworkPath = _host.PathOf(_host.NewNamespace("inside"));
    }

    public OciRuntime Runtime { get; }

    public TestHost Host => _host;

    public string Folder => _host.Folder;

    public string Root { get; }

    /// <summary>The network namespace that the containers are in.</summary>
    public string NetworkPath { get; }

    /// <summary>The id of the container that was made last.</summary>
    public string Id => _ids[^1];

    public string LogPath(string id) => Path.Combine(Folder, id + ".log");

    /// <summary>A container that is still to be created.</summary>
    public ContainerBundle Bundle(ContainerOptions options, params string[] arguments)
    {
        string id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + new string('0', 32);
        _ids.Add(id);
        return new ContainerBundle
        {
            Id = id,
            Folder = Runtime.DirectoryOf(id).Path,
            Root = Root,
            Options = options,
            Arguments = arguments,
            Environment = ["PATH=/bin:/sbin", .. options.Environment],
            User = options.User ?? "",
            WorkingDirectory = options.WorkingDirectory ?? "/",
            HostName = options.HostName ?? id[..12],
            NetworkNamespace = NetworkPath,
        };
    }

    /// <summary>Creates a container.</summary>
    public string Create(ContainerBundle bundle, params string[] exitCommand)
    {
        Runtime.Create(bundle, new ContainerMonitorOptions { LogPath = LogPath(bundle.Id), ExitCommand = exitCommand });
        return bundle.Id;
    }

    /// <summary>Creates and starts a container.</summary>
    public string Start(ContainerOptions options, params string[] arguments)
    {
        string id = Create(Bundle(options, arguments));
        Runtime.Start(id);
        return id;
    }

    /// <summary>Runs a container to its end, and returns how it ended and what it wrote.</summary>
    public (int? ExitCode, string Text) Run(ContainerOptions options, params string[] arguments)
    {
        string id = Start(options, arguments);
        return (End(id).ExitCode, Text(id));
    }

    /// <summary>Runs a shell's line to its end, which has to be a good one, and returns what it wrote.</summary>
    public string Shell(ContainerOptions options, string script)
    {
        (int? exitCode, string text) = Run(options, "sh", "-c", script);
        Assert.True(exitCode == 0, $"exit code {exitCode}: {text}");
        return text;
    }

    /// <summary>A shell script that can be executed.</summary>
    /// <returns>Its path.</returns>
    public string Script(string text)
    {
        string path = Path.Combine(Folder, "script");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Waits until a container has ended.</summary>
    public ContainerProcessState End(string id)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return Runtime.Wait(id, timeout.Token)!;
    }

    /// <summary>What a container wrote.</summary>
    public string Text(string id) => string.Join('\n', new ContainerLog(LogPath(id)).Read().Select(line => line.Text));

    /// <summary>The file of a controller in a container's control group, wherever this machine has it.</summary>
    public static string ControlGroupFile(string id, string controller, string version1, string version2)
    {
        string unified = $"/sys/fs/cgroup/containernet-{id}/{version2}";
        return File.ReadAllText(File.Exists(unified) ? unified : $"/sys/fs/cgroup/{controller}/containernet-{id}/{version1}").Trim();
    }

    /// <summary>All that there is of a container on the machine besides its directory: control groups, mounts, conmon.</summary>
    public static IReadOnlyList<string> Traces(string id) =>
    [
        .. Directory.EnumerateDirectories("/sys/fs/cgroup", $"containernet-{id}*"),
        .. Directory.EnumerateDirectories("/sys/fs/cgroup").SelectMany(folder => Directory.EnumerateDirectories(folder, $"containernet-{id}*")),
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(id, StringComparison.Ordinal)),
        .. Process.GetProcessesByName("conmon").Where(process => CommandLine(process).Contains(id, StringComparison.Ordinal)).Select(process => $"conmon {process.Id}"),
    ];

    public void DeleteContainers()
    {
        foreach (string id in _ids) Runtime.Delete(id, force: true);
    }

    public void Dispose()
    {
        DeleteContainers();
        foreach (string id in _ids) Assert.True(SpinWait.SpinUntil(() => Traces(id).Count == 0, TimeSpan.FromSeconds(10)), string.Join(", ", Traces(id)));
        _host.Dispose();
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
