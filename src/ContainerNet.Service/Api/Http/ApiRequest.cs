using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ContainerNet.Service.Api.Http;

/// <summary>A request, and the answer to it.</summary>
/// <param name="context">The request as the server has it.</param>
/// <param name="host">The host that it is about.</param>
internal sealed class ApiRequest(HttpContext context, NetHost host)
{
    /// <summary>The host that it is about.</summary>
    public NetHost Host { get; } = host;

    /// <summary>Cancelled when the client leaves.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>The request as the server has it.</summary>
    public HttpContext Context { get; } = context;

    /// <summary>A part of the path, decoded.</summary>
    public string Route(string name) => (string)Context.Request.RouteValues[name]!;

    /// <summary>A value of the query; null where it is missing or empty.</summary>
    public string? Query(string name) => Context.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A flag of the query.</summary>
    public bool Flag(string name) => QueryFlag.IsSet(Query(name));

    /// <summary>A number of the query; null where it is missing.</summary>
    public int? Number(string name)
        => Query(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
            : throw ApiException.BadRequest($"'{text}' is not a number for '{name}'.");

    /// <summary>The size of a terminal in the query, in characters.</summary>
    public (int Rows, int Columns) TerminalSize()
    {
        int rows = Number("h") ?? 0, columns = Number("w") ?? 0;
        return rows is < 0 or > ushort.MaxValue || columns is < 0 or > ushort.MaxValue ? throw ApiException.BadRequest("The size of a terminal is 0 to 65535 rows and columns.") : (rows, columns);
    }

    /// <summary>A time of the query, in seconds since 1970 with a fraction, or as text of RFC 3339; null where it is missing.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Query(name) is not { } text) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds))
            return seconds == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : throw ApiException.BadRequest($"'{text}' is not a time for '{name}'.");
    }

    /// <summary>The filters of a list: <c>{"label":["a=b"]}</c>, or <c>{"label":{"a=b":true}}</c> as older clients write it.</summary>
    public Filters Filters() => Http.Filters.Parse(Query("filters"));

    /// <summary>The body, a JSON object; an empty one where there is none.</summary>
    public async Task<JsonObject> BodyAsync()
    {
        try
        {
            using var bytes = new MemoryStream();
            await Context.Request.Body.CopyToAsync(bytes, Aborted).ConfigureAwait(false);
            return ParseBody(bytes.ToArray());
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiException(e.StatusCode, e.Message);
        }
    }

    /// <summary>Lets the body be as long as it is: it is unpacked as it comes.</summary>
    public void AllowAnyLength()
    {
        if (Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
    }

    /// <summary>Reads a body.</summary>
    public static JsonObject ParseBody(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (bytes.Trim(" \t\r\n"u8).IsEmpty) return [];
            return JsonNode.Parse(bytes) switch { JsonObject json => json, null => [], _ => throw ApiException.BadRequest("The body is not a JSON object.") };
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw ApiException.BadRequest($"The body is not valid JSON: {e.Message}");
        }
    }

    /// <summary>Does work of the core, which blocks, on a thread of its own.</summary>
    public static Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public static Task Run(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Answers with JSON.</summary>
    public async Task AnswerAsync(JsonNode json, int status = StatusCodes.Status200OK)
    {
        byte[] bytes = JsonText.Bytes(json);
        Context.Response.StatusCode = status;
        Context.Response.ContentType = "application/json";
        Context.Response.ContentLength = bytes.Length;
        await Context.Response.Body.WriteAsync(bytes, Aborted).ConfigureAwait(false);
    }

    /// <summary>Answers with a status and nothing else.</summary>
    public Task AnswerAsync(int status)
    {
        Context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Begins an answer that comes in pieces: its headers are sent at once.</summary>
    public async Task<Stream> BeginAsync(string contentType)
    {
        Context.Response.ContentType = contentType;
        await Context.Response.StartAsync(Aborted).ConfigureAwait(false);
        await Context.Response.Body.FlushAsync(Aborted).ConfigureAwait(false);
        return Context.Response.Body;
    }
}
