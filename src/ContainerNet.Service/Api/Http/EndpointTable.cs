using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContainerNet.Service.Api.Http;

/// <summary>The endpoints of the API. An error that an endpoint throws becomes the answer that clients expect.</summary>
/// <param name="routes">Where they are added.</param>
/// <param name="host">The host that they are about.</param>
internal sealed class EndpointTable(IEndpointRouteBuilder routes, NetHost host)
{
    /// <summary>Adds an endpoint.</summary>
    public void Map(string method, string pattern, Func<ApiRequest, Task> endpoint)
        => routes.MapMethods(pattern, [method], (RequestDelegate)(context => AnswerAsync(new ApiRequest(context, host), endpoint)));

    private static async Task AnswerAsync(ApiRequest request, Func<ApiRequest, Task> endpoint)
    {
        try
        {
            await endpoint(request).ConfigureAwait(false);
        }
        catch (ContainerNetException e)
        {
            await AnswerAsync(request, ApiException.Of(e)).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            await AnswerAsync(request, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (request.Aborted.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (IOException) when (request.Context.Response.HasStarted)
        {
            // The same.
        }
    }

    private static async Task AnswerAsync(ApiRequest request, ApiException error)
    {
        // Too late for a status: the client sees that the answer is cut off.
        if (request.Context.Response.HasStarted) request.Context.Abort();
        else await request.AnswerAsync(JsonText.Error(error.Message), error.Status).ConfigureAwait(false);
    }
}
