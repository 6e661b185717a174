using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images;

/// <summary>Pulls from a registry on loopback: the one of the docker-registry package.</summary>
public sealed class ImagePullTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly Process? _registry;
    private readonly string _address = "";

    public ImagePullTests()
    {
        Requires.Program("/usr/bin/skopeo");
        Requires.Program("/usr/bin/docker-registry");
        int port = FreePort();
        _address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        string config = Path.Combine(_host.Folder, "registry.yml");
        File.WriteAllText(config, $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{_host.Folder}}/registry } }
            http: { addr: "{{_address}}" }
            """);
        _registry = Process.Start(new ProcessStartInfo("docker-registry", ["serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _registry.OutputDataReceived += static (_, _) => { };
        _registry.ErrorDataReceived += static (_, _) => { };
        _registry.BeginOutputReadLine();
        _registry.BeginErrorReadLine();
        Assert.True(SpinWait.SpinUntil(() => Answers(port), TimeSpan.FromSeconds(20)), "the registry answers");
    }

    public void Dispose()
    {
        _registry?.Kill();
        _registry?.WaitForExit();
        _registry?.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void What_is_not_here_is_pulled_once()
    {
        SampleImage sample = SampleImage.Small();
        Push(sample, "demo:1.0");
        List<string> told = [];
        ContainerImage image = _host.Net.Images.Resolve($"{_address}/demo:1.0", progress => told.Add($"{progress}"));
        Assert.Equal(sample.Id, image.Id);
        Assert.Equal([$"{_address}/demo:1.0"], image.References);
        Assert.Equal("hello\n", File.ReadAllText(Path.Combine(image.LayerFolders[0], "hello")));
        Assert.Contains($"{_address}/demo:1.0: pulling", told);
        told.Clear();
        Assert.Equal(image.Id, _host.Net.Images.Resolve($"{_address}/demo:1.0", progress => told.Add($"{progress}")).Id);
        Assert.Empty(told);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_host.Options.StateDirectory, "images", "temporary")));
    }

    [Fact]
    public void An_image_is_pulled_by_its_digest()
    {
        Push(SampleImage.Small(), "demo:1.0");
        string digest = Tool.Run("skopeo", ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{_address}/demo:1.0"]).Trim();
        Assert.Equal([$"{_address}/demo@{digest}"], _host.Net.Images.Resolve($"{_address}/demo@{digest}").References);
        Assert.Equal(SampleImage.Small().Id, _host.Net.Images.Find($"{_address}/demo@{digest}")?.Id);
    }

    [Fact]
    public void Pulling_again_gets_the_registrys_current_image()
    {
        Push(SampleImage.Small("old"), "demo:1.0");
        _host.Net.Images.Resolve($"{_address}/demo:1.0");
        Push(SampleImage.Small("new"), "demo:1.0");
        Assert.Equal(SampleImage.Small("old").Id, _host.Net.Images.Resolve($"{_address}/demo:1.0").Id);
        Assert.Equal(SampleImage.Small("new").Id, _host.Net.Images.Pull($"{_address}/demo:1.0").Id);
        Assert.Equal(SampleImage.Small("new").Id, _host.Net.Images.Find($"{_address}/demo:1.0")?.Id);
    }

    [Fact]
    public void What_the_registry_does_not_have_is_not_found()
    {
        ContainerNetException error = Assert.Throws<ContainerNetException>(() => _host.Net.Images.Resolve($"{_address}/nothing:1"));
        Assert.Equal(("ImageNotFound", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Empty(_host.Net.Images.List());
    }

    [Fact]
    public void A_registry_that_does_not_answer_is_an_error_with_skopeos_words()
    {
        ContainerNetException error = Assert.Throws<ContainerNetException>(() => _host.Net.Images.Resolve(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}/x")));
        Assert.Equal("ImagePullFailed", error.ErrorId);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pull_can_be_cancelled()
    {
        Push(SampleImage.Small(), "demo:1.0");
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => _host.Net.Images.Resolve($"{_address}/demo:1.0", _ => cancellation.Cancel(), cancellation.Token));
        Assert.Empty(_host.Net.Images.List());
    }

    private void Push(SampleImage sample, string name)
    {
        string layout = Directory.CreateTempSubdirectory("containernet-").FullName;
        try
        {
            Tool.Run("skopeo", ["--insecure-policy", "copy", "--dest-tls-verify=false", $"oci:{sample.WriteLayout(layout, "x")}:x", $"docker://{_address}/{name}"]);
        }
        finally
        {
            Directory.Delete(layout, recursive: true);
        }
    }

    private static bool Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            Thread.Sleep(50);
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
