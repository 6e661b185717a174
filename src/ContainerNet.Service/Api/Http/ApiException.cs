namespace ContainerNet.Service.Api.Http;

/// <summary>An answer other than success that an endpoint gives on purpose.</summary>
/// <param name="status">The HTTP status code.</param>
/// <param name="message">What the client shows.</param>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; } = status;

    public static ApiException BadRequest(string message) => new(400, message);

    public static ApiException NotFound(string message) => new(404, message);

    public static ApiException Conflict(string message) => new(409, message);

    /// <summary>The status and the message that an error of the core has in the API, with Docker's words where clients look for them.</summary>
    public static ApiException Of(ContainerNetException error) => error switch
    {
        { ErrorId: "ContainerNotFound" } => NotFound($"No such container: {error.Subject}"),
        { ErrorId: "NetworkNotFound" } => NotFound($"network {error.Subject} not found"),
        { ErrorId: "ImageNotFound" } => NotFound($"No such image: {error.Subject}"),
        { ErrorId: "FileNotFound" } => NotFound($"Could not find the file {error.Subject} in container"),
        { ErrorId: "ContainerNotRunning" } => Conflict($"container {error.Subject} is not running"),
        { Kind: ErrorKind.InvalidArgument } => BadRequest(error.Message),
        { Kind: ErrorKind.NotFound } => NotFound(error.Message),
        { Kind: ErrorKind.AlreadyExists or ErrorKind.InUse } => Conflict(error.Message),
        { Kind: ErrorKind.Permission } => new ApiException(403, error.Message),
        { Kind: ErrorKind.Unsupported } => new ApiException(501, error.Message),
        _ => new ApiException(500, error.Message),
    };
}
