using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Containers;
using ContainerNet.Service.Api.Http;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Exec;

/// <summary>The endpoints of programs inside containers.</summary>
/// <param name="host">The host.</param>
internal sealed class ExecEndpoints(NetHost host)
{
    // Those that have ended are kept so that a client can ask how; the oldest make room.
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, ExecInstance> _instances = new();
    private readonly ConcurrentQueue<string> _order = new();

    public void Map(EndpointTable table)
    {
        table.Map("POST", "/containers/{id}/exec", CreateAsync);
        table.Map("GET", "/exec/{id}/json", request => request.AnswerAsync(Find(request.Route("id")).ToJson()));
        table.Map("POST", "/exec/{id}/resize", ResizeAsync);
    }

    /// <summary><c>POST /exec/{id}/start</c>.</summary>
    public async Task StartAsync(string id, HijackedConnection connection)
    {
        ExecInstance instance = Find(id);
        bool detached = ApiRequest.ParseBody(connection.Body).Flag("Detach");
        instance.Begin();
        if (detached)
        {
            await ApiRequest.Run(() => instance.RunDetached(host)).ConfigureAwait(false);
            await connection.AnswerAsync(StatusCodes.Status200OK).ConfigureAwait(false);
            return;
        }
        await instance.RunAsync(host, connection).ConfigureAwait(false);
    }

    private async Task CreateAsync(ApiRequest request)
    {
        NetContainer container = host.Containers.Get(request.Route("id"));
        JsonObject body = await request.BodyAsync().ConfigureAwait(false);
        body.RefuseOthers("Exec", "AttachStdin", "AttachStdout", "AttachStderr", "DetachKeys", "Tty", "Env", "Cmd", "User", "WorkingDir", "ConsoleSize", "Detach");
        if (body.Texts("Cmd") is not { Count: > 0 } command) throw ApiException.BadRequest("No exec command specified");
        if (!container.IsRunning()) throw ApiException.Conflict($"container {container.Id} is not running");
        var options = new ContainerExecOptions { Arguments = command, Environment = body.Texts("Env"), User = body.Text("User"), WorkingDirectory = body.Text("WorkingDir"), Terminal = body.Flag("Tty"), TerminalSize = SizeIn(body) };
        var instance = new ExecInstance(container, options, body);
        Keep(instance);
        await request.AnswerAsync(new JsonObject { ["Id"] = instance.Id }, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private Task ResizeAsync(ApiRequest request)
    {
        ExecInstance instance = Find(request.Route("id"));
        (int rows, int columns) = request.TerminalSize();
        instance.Resize(rows, columns);
        return request.AnswerAsync(StatusCodes.Status200OK);
    }

    private static (int Rows, int Columns)? SizeIn(JsonObject body)
    {
        if (body["ConsoleSize"] is null) return null;
        if (body["ConsoleSize"] is not JsonArray { Count: 2 } size || !TryRead(size[0], out int rows) || !TryRead(size[1], out int columns)) throw ApiException.BadRequest("ConsoleSize is not a pair of numbers from 0 to 65535.");
        return (rows, columns);
    }

    private static bool TryRead(JsonNode? node, out int number)
    {
        number = 0;
        return node is JsonValue value && value.TryGetValue(out number) && number is >= 0 and <= ushort.MaxValue;
    }

    private ExecInstance Find(string id) => _instances.GetValueOrDefault(id) ?? throw ApiException.NotFound($"No such exec instance: {id}");

    private void Keep(ExecInstance instance)
    {
        _instances[instance.Id] = instance;
        _order.Enqueue(instance.Id);
        for (int looked = 0; looked < MostKept && _instances.Count > MostKept && _order.TryDequeue(out string? oldest); looked++)
        {
            if (_instances.TryGetValue(oldest, out ExecInstance? one) && one.IsRunning) _order.Enqueue(oldest);
            else _instances.TryRemove(oldest, out _);
        }
    }
}
