using System.Diagnostics;
using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>
/// A Docker Engine of our own, with its own data and in a network namespace of its own, spoken to by its API over its unix
/// socket: what <c>docker</c> itself takes to start is no part of it.
/// </summary>
internal sealed class DockerEngine : IDisposable
{
    private const string Image = "pause";
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly NetHost _host;
    private readonly string _folder;
    private readonly Process _process;
    private readonly HttpClient _client;

    /// <param name="host">Where its namespace is made.</param>
    /// <param name="pause">The program of its containers, linked statically.</param>
    /// <exception cref="MissingException">It is not installed, or does not start here.</exception>
    public DockerEngine(NetHost host, string pause)
    {
        string program = Tool.Find("dockerd", "docker.io");
        Tool.Find("iptables", "iptables");
        _host = host;
        _folder = Directory.CreateTempSubdirectory("containernet-docker-").FullName;
        host.Namespaces.PlanCreate("docker").Run();
        using (host.Namespaces.Enter(NamespaceReference.Named("docker"))) _process = StartEngine(program);
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation) })
        {
            BaseAddress = new Uri("http://docker"),
            Timeout = _timeout,
        };
        try
        {
            WaitUntilReady();
            Import(pause);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How much memory the engine and what it started have, its containerd above all, in MiB.</summary>
    public double Memory => ProcessMemory.OfTree(_process.Id);

    /// <summary>Makes a bridge network.</summary>
    public void CreateNetwork(string name, string subnet)
        => Call(HttpMethod.Post, "/networks/create", new JsonObject { ["Name"] = name, ["IPAM"] = new JsonObject { ["Config"] = new JsonArray(new JsonObject { ["Subnet"] = subnet }) } });

    /// <summary>Removes a network.</summary>
    public void RemoveNetwork(string name) => Call(HttpMethod.Delete, $"/networks/{name}");

    /// <summary>Makes a container that publishes ports, each to the same inside.</summary>
    public void CreateContainer(string name, string network, int firstPort, int ports)
    {
        var exposed = new JsonObject();
        var bindings = new JsonObject();
        foreach (int port in Enumerable.Range(firstPort, ports))
        {
            exposed[$"{port}/tcp"] = new JsonObject();
            bindings[$"{port}/tcp"] = new JsonArray(new JsonObject { ["HostPort"] = $"{port}" });
        }
        Call(HttpMethod.Post, $"/containers/create?name={name}", new JsonObject
        {
            ["Image"] = Image, ["Cmd"] = new JsonArray("/pause"), ["ExposedPorts"] = exposed,
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = network, ["PortBindings"] = bindings },
        });
    }

    /// <summary>Starts a container.</summary>
    public void StartContainer(string name) => Call(HttpMethod.Post, $"/containers/{name}/start");

    /// <summary>Ends a container at once.</summary>
    public void KillContainer(string name) => Call(HttpMethod.Post, $"/containers/{name}/stop?t=0");

    /// <summary>Runs a program inside a container to its end.</summary>
    public void Exec(string name, params string[] command)
    {
        string id = (string)JsonNode.Parse(Call(HttpMethod.Post, $"/containers/{name}/exec", new JsonObject { ["Cmd"] = new JsonArray([.. command.Select(part => JsonValue.Create(part))]), ["AttachStdout"] = true }))!["Id"]!;
        Call(HttpMethod.Post, $"/exec/{id}/start", new JsonObject { ["Detach"] = false });
    }

    /// <summary>Asks a container to end, and waits until it has.</summary>
    public void StopContainer(string name) => Call(HttpMethod.Post, $"/containers/{name}/stop");

    /// <summary>Removes a container, running or not.</summary>
    public void RemoveContainer(string name) => Call(HttpMethod.Delete, $"/containers/{name}?force=1");

    /// <summary>Attaches a running container to a network, and publishes its ports there.</summary>
    public void Connect(string network, string container) => Call(HttpMethod.Post, $"/networks/{network}/connect", new JsonObject { ["Container"] = container });

    /// <summary>Detaches a running container.</summary>
    public void Disconnect(string network, string container) => Call(HttpMethod.Post, $"/networks/{network}/disconnect", new JsonObject { ["Container"] = container });

    /// <summary>How many of a running container's ports are published.</summary>
    public int PublishedPorts(string container)
        => JsonNode.Parse(Call(HttpMethod.Get, $"/containers/{container}/json"))!["NetworkSettings"]!["Ports"]!.AsObject().Count(port => port.Value is JsonArray { Count: > 0 });

    public void Dispose()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            // It ends its containers and its containerd when asked.
            Tool.Output("kill", $"{_process.Id}");
            if (!_process.WaitForExit(_timeout)) _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
        _host.Namespaces.PlanRemove("docker").Run();
        Directory.Delete(_folder, recursive: true);
    }

    private Process StartEngine(string program)
    {
        // Not the machine's: what is configured there is not ours to measure.
        string configuration = Path.Combine(_folder, "daemon.json");
        File.WriteAllText(configuration, "{}");
        var start = new ProcessStartInfo(program,
        [
            "--config-file", configuration, "--data-root", Path.Combine(_folder, "data"), "--exec-root", Path.Combine(_folder, "exec"),
            "--pidfile", Path.Combine(_folder, "pid"), "--host", $"unix://{Socket}", "--log-level", "error",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => LastWords = line.Data ?? LastWords;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private string Socket => Path.Combine(_folder, "docker.sock");

    private string LastWords { get; set; } = "";

    private async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private void WaitUntilReady()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process.HasExited) throw new MissingException($"dockerd ended with {_process.ExitCode}: {LastWords}");
            try
            {
                Call(HttpMethod.Get, "/_ping");
                return;
            }
            catch (HttpRequestException e)
            {
                if (Stopwatch.GetElapsedTime(start) > _timeout) throw new MissingException($"dockerd does not answer: {LastWords}", e);
            }
            Thread.Sleep(100);
        }
    }

    private void Import(string pause)
    {
        var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using FileStream program = File.OpenRead(pause);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "pause") { Mode = (UnixFileMode)0b111_101_101, DataStream = program });
        }
        archive.Position = 0;
        Send(HttpMethod.Post, $"/images/create?fromSrc=-&repo={Image}", new StreamContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } });
    }

    private string Call(HttpMethod method, string path, JsonObject? body = null)
        => Send(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    private string Send(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using HttpResponseMessage response = _client.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        string answer = reader.ReadToEnd();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{method} {path} was answered with {(int)response.StatusCode}: {answer.Trim()}");
    }
}
