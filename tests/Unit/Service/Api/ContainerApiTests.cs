using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ContainerNet.Tests.Service.Api;

/// <summary>Containers through the Docker Engine API.</summary>
public sealed class ContainerApiTests : IAsyncDisposable
{
    private readonly ApiTestbed _bed = new();

    public ContainerApiTests() => _bed.ImportBusybox();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task A_container_is_created_started_and_seen_by_the_core_and_the_other_way_round()
    {
        string id = await _bed.RunAsync("web", "sleep", "600");
        NetContainer container = _bed.Containers.Containers.Get("web");
        Assert.Equal((id, ContainerState.Running), (container.Id, container.State));
        _bed.Containers.Containers.Stop("web", TimeSpan.Zero);
        JsonNode state = (await _bed.SendAsync(HttpMethod.Get, $"v1.44/containers/{id[..12]}/json"))!["State"]!;
        Assert.Equal(("exited", 137), ((string?)state["Status"], (int)state["ExitCode"]!));
    }

    [Fact]
    public async Task Inspect_tells_what_was_requested_and_what_the_image_adds()
    {
        string id = await _bed.CreateAsync("web", new JsonObject { ["Env"] = new JsonArray("A=b"), ["HostConfig"] = new JsonObject { ["Memory"] = 64 << 20, ["PortBindings"] = new JsonObject { ["80/tcp"] = new JsonArray(new JsonObject { ["HostPort"] = "8080" }) } } }, "sleep", "600");
        JsonNode whole = (await _bed.SendAsync(HttpMethod.Get, $"containers/{id}/json"))!;
        Assert.Equal("/web", (string?)whole["Name"]);
        Assert.Equal(["PATH=/bin:/sbin", "FROM=image", "A=b"], whole["Config"]!["Env"]!.AsArray().Select(one => (string?)one));
        Assert.Equal(64 << 20, (int)whole["HostConfig"]!["Memory"]!);
        Assert.Equal("8080", (string?)whole["HostConfig"]!["PortBindings"]!["80/tcp"]![0]!["HostPort"]);
    }

    [Fact]
    public async Task The_list_has_what_runs_and_with_all_every_container()
    {
        await _bed.RunAsync("up", "sleep", "600");
        await _bed.CreateAsync("made", new JsonObject(), "true");
        Assert.Equal(["/up"], Names(await _bed.SendAsync(HttpMethod.Get, "containers/json")));
        Assert.Equal(["/made", "/up"], Names(await _bed.SendAsync(HttpMethod.Get, "containers/json?all=1")));
        Assert.Equal(["/made"], Names(await _bed.SendAsync(HttpMethod.Get, """containers/json?filters={"status":["created"]}""")));
        Assert.Equal(["/up"], Names(await _bed.SendAsync(HttpMethod.Get, """containers/json?all=true&filters={"name":{"^/up$":true}}""")));
    }

    [Fact]
    public async Task A_client_that_attaches_and_waits_before_the_start_misses_nothing()
    {
        string id = await _bed.CreateAsync("web", new JsonObject(), "sh", "-c", "echo out; echo err >&2; exit 3");
        Task<(string Head, byte[] Output)> attached = _bed.HijackAsync($"containers/{id}/attach?stream=1&stdout=1&stderr=1");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"containers/{id}/wait?condition=next-exit");
        // Its headers come before the container has started.
        using HttpResponseMessage waiting = await _bed.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _bed.SendAsync(HttpMethod.Post, $"containers/{id}/start");
        JsonNode ended = JsonNode.Parse(await waiting.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(3, (int)ended["StatusCode"]!);
        (string head, byte[] output) = await attached;
        Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", head, StringComparison.Ordinal);
        Assert.Equal(["1 out\n", "2 err\n"], ApiTestbed.Frames(output).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Input_reaches_a_program_until_the_client_closes_its_half()
    {
        string id = await _bed.CreateAsync("web", new JsonObject { ["OpenStdin"] = true, ["StdinOnce"] = true }, "cat");
        Task<(string Head, byte[] Output)> attached = _bed.HijackAsync($"containers/{id}/attach?stream=1&stdin=1&stdout=1&stderr=1", input: "typed\n");
        await _bed.SendAsync(HttpMethod.Post, $"containers/{id}/start");
        Assert.Equal(["1 typed\n"], ApiTestbed.Frames((await attached).Output));
    }

    [Fact]
    public async Task A_program_inside_has_input_output_and_an_exit_code()
    {
        await _bed.RunAsync("web", "sleep", "600");
        string exec = await ExecAsync(new JsonObject { ["AttachStdin"] = true, ["AttachStdout"] = true, ["AttachStderr"] = true, ["Cmd"] = new JsonArray("sh", "-c", "cat; echo err >&2; exit 5") });
        (_, byte[] output) = await _bed.HijackAsync($"exec/{exec}/start", "{}", "typed\n");
        Assert.Equal(["1 typed\n", "2 err\n"], ApiTestbed.Frames(output).Order(StringComparer.Ordinal));
        JsonNode ended = (await _bed.SendAsync(HttpMethod.Get, $"exec/{exec}/json"))!;
        Assert.Equal((5, false), ((int)ended["ExitCode"]!, (bool)ended["Running"]!));
    }

    [Fact]
    public async Task A_program_inside_can_have_a_terminal_of_a_size()
    {
        await _bed.RunAsync("web", "sleep", "600");
        string exec = await ExecAsync(new JsonObject { ["AttachStdout"] = true, ["Tty"] = true, ["ConsoleSize"] = new JsonArray(33, 99), ["Cmd"] = new JsonArray("sh", "-c", "tty; stty size") });
        (_, byte[] output) = await _bed.HijackAsync($"exec/{exec}/start", """{"Tty":true}""");
        Assert.Equal("/dev/pts/0\r\n33 99\r\n", Encoding.UTF8.GetString(output));
    }

    [Fact]
    public async Task A_program_that_is_not_there_ends_with_127()
    {
        await _bed.RunAsync("web", "sleep", "600");
        string exec = await ExecAsync(new JsonObject { ["AttachStdout"] = true, ["AttachStderr"] = true, ["Cmd"] = new JsonArray("nosuch") });
        (_, byte[] output) = await _bed.HijackAsync($"exec/{exec}/start", "{}");
        Assert.Contains("nosuch", string.Concat(ApiTestbed.Frames(output).Select(frame => frame[2..])), StringComparison.Ordinal);
        Assert.Equal(127, (int)(await _bed.SendAsync(HttpMethod.Get, $"exec/{exec}/json"))!["ExitCode"]!);
    }

    [Fact]
    public async Task The_log_is_read_whole_from_its_end_and_by_stream()
    {
        string id = await _bed.RunAsync("web", "sh", "-c", "echo one; echo two; echo wrong >&2");
        await _bed.SendAsync(HttpMethod.Post, $"containers/{id}/wait");
        Assert.Equal(["one\n", "two\n"], await LogAsync(id, "stdout=1"));
        Assert.Equal(2, (await LogAsync(id, "stdout=1&stderr=1&tail=2")).Count());
        Assert.Equal(["wrong\n"], await LogAsync(id, "stderr=1"));
        Assert.Equal(["one\n", "two\n", "wrong\n"], (await LogAsync(id, "stdout=1&stderr=1&follow=1")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_done_already_is_not_an_error()
    {
        string id = await _bed.RunAsync("web", "sleep", "600");
        Assert.Equal(304, (await _bed.TryAsync(HttpMethod.Post, $"containers/{id}/start")).Status);
        Assert.Equal(204, (await _bed.TryAsync(HttpMethod.Post, $"containers/{id}/stop?t=0")).Status);
        Assert.Equal(304, (await _bed.TryAsync(HttpMethod.Post, $"containers/{id}/stop?t=0")).Status);
        Assert.Equal(204, (await _bed.TryAsync(HttpMethod.Delete, $"containers/{id}")).Status);
    }

    [Theory]
    [InlineData("GET", "containers/nosuch/json", null, 404, "No such container: nosuch")]
    [InlineData("POST", "containers/create", """{"Image":"nosuch"}""", 404, "No such image: nosuch:latest")]
    [InlineData("POST", "containers/create", """{"Image":"busybox","HostConfig":{"Devices":[{"PathOnHost":"/dev/null"}]}}""", 400, "HostConfig.Devices is not supported.")]
    [InlineData("POST", "containers/create", """{"Image":7}""", 400, "'Image' is not a string.")]
    [InlineData("POST", "containers/create?name=up", """{"Image":"busybox"}""", 409, "is already in use")]
    [InlineData("DELETE", "containers/up", null, 409, "container is running")]
    [InlineData("GET", "containers/json?filters={", null, 400, "invalid filter")]
    [InlineData("GET", "v1.99/containers/json", null, 400, "Maximum supported API version is 1.50")]
    [InlineData("GET", "v1.10/containers/json", null, 400, "Minimum supported API version is 1.24")]
    [InlineData("GET", "nosuch", null, 404, "page not found")]
    [InlineData("GET", "swarm", null, 503, "not a swarm manager")]
    [InlineData("POST", "containers/up/exec", """{"Cmd":[]}""", 400, "No exec command specified")]
    [InlineData("GET", "networks/nosuch", null, 404, "network nosuch not found")]
    [InlineData("GET", "images/nosuch/json", null, 404, "No such image: nosuch")]
    [InlineData("GET", "plugins/nosuch/json", null, 404, "plugin \"nosuch\" not found")]
    public async Task An_error_has_the_status_and_the_message_that_clients_expect(string method, string path, string? body, int status, string message)
    {
        await _bed.RunAsync("up", "sleep", "600");
        (int found, JsonNode? json) = await _bed.TryAsync(new HttpMethod(method), path, body is null ? null : JsonNode.Parse(body));
        Assert.Equal(status, found);
        Assert.Contains(message, (string?)json!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_a_connection_of_a_container_that_is_not_there_is_answered_with_an_error()
        => Assert.StartsWith("HTTP/1.1 404 ", (await _bed.HijackAsync("containers/nosuch/attach?stream=1")).Head, StringComparison.Ordinal);

    [Fact]
    public async Task Events_tell_what_happened_whoever_did_it()
    {
        NetContainer made = _bed.Containers.Start(_bed.Containers.Sleeper("web"));
        _bed.Containers.Containers.Remove("web", force: true);
        string text = await _bed.Client.GetStringAsync(new Uri($"events?since=0.1&until={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}", UriKind.Relative), TestContext.Current.CancellationToken);
        JsonNode[] events = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["create", "start", "die", "destroy"], events.Select(one => (string?)one["Action"]));
        Assert.Equal("137", (string?)events[2]["Actor"]!["Attributes"]!["exitCode"]);
        Assert.All(events, one => Assert.Equal(made.Id, (string?)one["Actor"]!["ID"]));
    }

    [Fact]
    public async Task Statistics_are_streamed_until_the_container_is_removed()
    {
        string id = await _bed.RunAsync("web", "sleep", "600");
        using HttpResponseMessage response = await _bed.Client.GetAsync(new Uri($"containers/{id}/stats", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        JsonNode first = JsonNode.Parse((await lines.ReadLineAsync(TestContext.Current.CancellationToken))!)!;
        Assert.Equal(("/web", 1), ((string?)first["name"], (int)first["pids_stats"]!["current"]!));
        Assert.Equal(["eth0"], first["networks"]!.AsObject().Select(pair => pair.Key));
        await _bed.SendAsync(HttpMethod.Delete, $"containers/{id}?force=1");
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is not null) { }
    }

    [Fact]
    public async Task A_network_is_made_joined_left_and_removed()
    {
        await _bed.RunAsync("web", "sleep", "600");
        await _bed.SendAsync(HttpMethod.Post, "networks/create", JsonNode.Parse("""{"Name":"demo","IPAM":{"Config":[{"Subnet":"172.30.0.0/16"}]},"Labels":{"a":"b"}}"""));
        await _bed.SendAsync(HttpMethod.Post, "networks/demo/connect", new JsonObject { ["Container"] = "web" });
        JsonNode network = (await _bed.SendAsync(HttpMethod.Get, "networks/demo"))!;
        Assert.Equal(["172.30.0.2/16"], network["Containers"]!.AsObject().Select(pair => (string?)pair.Value!["IPv4Address"]));
        Assert.Equal("172.30.0.2", Assert.Single(_bed.Containers.Containers.Get("web").Endpoints, endpoint => endpoint.Network == "demo").IPAddress);
        Assert.Equal(409, (await _bed.TryAsync(HttpMethod.Delete, "networks/demo")).Status);
        await _bed.SendAsync(HttpMethod.Post, "networks/demo/disconnect", new JsonObject { ["Container"] = "web" });
        await _bed.SendAsync(HttpMethod.Delete, "networks/demo");
        Assert.DoesNotContain(_bed.Containers.Host.Net.Networks.List(), one => one.Name == "demo");
    }

    private async Task<string> ExecAsync(JsonObject body) => (string)(await _bed.SendAsync(HttpMethod.Post, "containers/web/exec", body))!["Id"]!;

    private async Task<IEnumerable<string>> LogAsync(string id, string query)
        => ApiTestbed.Frames(await _bed.Client.GetByteArrayAsync(new Uri($"containers/{id}/logs?{query}", UriKind.Relative), TestContext.Current.CancellationToken)).Select(frame => frame[2..]);

    private static IEnumerable<string?> Names(JsonNode? list) => list!.AsArray().Select(one => (string?)one!["Names"]![0]);
}
