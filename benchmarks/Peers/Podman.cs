namespace ContainerNet.Benchmarks.Peers;

/// <summary>podman on a host and with data of its own, as a command for each piece of work: it has no daemon either.</summary>
internal sealed class Podman : IDisposable
{
    private readonly string _program = Tool.Find("podman", "podman");
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-podman-").FullName;
    private readonly NetHost _host;
    private readonly string _root;
    private readonly string _command;

    /// <param name="host">Where its namespace is made.</param>
    /// <param name="root">The root file system.</param>
    /// <param name="command">What runs.</param>
    public Podman(NetHost host, string root, string command)
    {
        (_host, _root, _command) = (host, root, command);
        _host.Namespaces.PlanCreate("podman").Run();
    }

    public void Run(string name) => Call("run", "--detach", "--name", name, "--publish", "8080:80", "--rootfs", _root, _command);

    public void Exec(string name, params string[] command) => Call(["exec", name, .. command]);

    public void Stop(string name) => Call("stop", name);

    public void Remove(string name) => Call("rm", "--force", "--time", "0", name);

    public void Dispose()
    {
        _host.Namespaces.PlanRemove("podman").Run();
        Directory.Delete(_folder, recursive: true);
    }

    private void Call(params string[] arguments)
    {
        using (_host.Namespaces.Enter(NamespaceReference.Named("podman")))
            Tool.Output(_program, ["--root", Path.Combine(_folder, "root"), "--runroot", Path.Combine(_folder, "run"), "--cgroup-manager", "cgroupfs", "--runtime", "runc", "--events-backend", "none", "--log-level", "fatal", .. arguments]);
    }
}
