using ContainerNet.Service.Api.Containers;
using ContainerNet.Service.Api.Engine;
using ContainerNet.Service.Api.Exec;
using ContainerNet.Service.Api.Http;
using ContainerNet.Service.Api.Images;
using ContainerNet.Service.Api.Networks;
using ContainerNet.Service.Api.Volumes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ContainerNet.Service.Api;

/// <summary>Serves the Docker Engine API. It has no state of its own: each answer is read from what the commands of the module read.</summary>
/// <param name="host">The host that is served.</param>
internal sealed class ApiServer(NetHost host)
{
    // A client that sends a request's head slowly, or nothing, holds a connection no longer than this.
    private static readonly TimeSpan _headTimeout = TimeSpan.FromSeconds(30);

    private const long MaxBody = 16 * 1024 * 1024;

    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="listeners">Where clients connect.</param>
    /// <param name="ready">Called when they can.</param>
    /// <param name="cancellation">Ends it. Programs and containers run on.</param>
    public async Task RunAsync(IReadOnlyList<ApiListener> listeners, Action ready, CancellationToken cancellation)
    {
        var pending = new PendingAttachments(host);
        var exec = new ExecEndpoints(host);
        var hijacking = new Hijacking(new AttachEndpoint(host, pending), exec, cancellation);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            // The core writes archives by calls that block, on threads of their own.
            options.AllowSynchronousIO = true;
            options.Limits.MaxRequestBodySize = MaxBody;
            options.Limits.RequestHeadersTimeout = _headTimeout;
            // A log that is followed may say nothing for days, and one that is read slowly waits for its reader.
            options.Limits.MinResponseDataRate = null;
            foreach (ApiListener listener in listeners) listener.Listen(options, connection => connection.Use(next => context => hijacking.ServeAsync(context, next)));
        });
        await using WebApplication app = builder.Build();
        app.Use(PrepareAsync);
        app.UseRouting();
        var table = new EndpointTable(app, host);
        new ContainerEndpoints(pending).Map(table);
        RunningEndpoints.Map(table);
        FileEndpoints.Map(table);
        exec.Map(table);
        NetworkEndpoints.Map(table);
        ImageEndpoints.Map(table);
        VolumeEndpoints.Map(table);
        EngineEndpoints.Map(table);
        app.MapFallback((RequestDelegate)(context => new ApiRequest(context, host).AnswerAsync(JsonText.Error("page not found"), StatusCodes.Status404NotFound)));
        await app.StartAsync(cancellation).ConfigureAwait(false);
        foreach (ApiListener listener in listeners) listener.Protect();
        ready();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
        // Clients that are connected get an end at once; they may wait for something that never comes.
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(atOnce.Token).ConfigureAwait(false);
    }

    // The version leaves the path before it is routed. Each answer closes its connection: the next request may be one that takes it over.
    private async Task PrepareAsync(HttpContext context, RequestDelegate next)
    {
        HttpResponse response = context.Response;
        response.Headers["Api-Version"] = $"{ApiVersion.Newest}";
        response.Headers["Docker-Experimental"] = "false";
        response.Headers["Ostype"] = "linux";
        response.Headers.Server = $"ContainerNet/{Product.Version} (linux)";
        response.Headers.Connection = "close";
        try
        {
            context.Request.Path = ApiVersion.Split(context.Request.Path.Value ?? "/").Path;
        }
        catch (ApiException e)
        {
            await new ApiRequest(context, host).AnswerAsync(JsonText.Error(e.Message), e.Status).ConfigureAwait(false);
            return;
        }
        await next(context).ConfigureAwait(false);
    }
}
