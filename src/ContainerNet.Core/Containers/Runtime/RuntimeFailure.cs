using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Runtime;

/// <summary>Why an OCI runtime refused, as an error that says what can be done.</summary>
internal static class RuntimeFailure
{
    /// <summary>What the runtime wrote last into its log, or the text when that says nothing.</summary>
    /// <param name="logPath">The log, a JSON object a line.</param>
    /// <param name="text">What came by other ways.</param>
    public static string Message(string logPath, string text)
    {
        string[] lines = File.Exists(logPath) ? File.ReadAllLines(logPath) : [];
        return lines.Reverse().Select(ErrorOf).FirstOrDefault(message => message is not null) ?? text.Trim();
    }

    /// <summary>The error for a message of runc's or crun's.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="program">The program that was to run.</param>
    /// <param name="message">What the runtime said.</param>
    public static ContainerNetException ToException(string id, string program, string message)
    {
        string cause = message.Split("unable to start container process: ")[^1];
        bool Says(string text) => message.Contains(text, StringComparison.Ordinal);
        // Each way in which both say that the program itself was the reason.
        bool isProgram = Says("exec: \"") || Says("executable file") || Says("exec container process");
        if (isProgram && (Says("executable file not found") || Says("no such file or directory") || Says("No such file or directory")))
            return new ContainerNetException($"The container has no program '{program}': {cause}", ErrorKind.NotFound, Errno.ENOENT) { ErrorId = "CommandNotFound", Subject = program };
        if (isProgram || Says("exec format error"))
            return new ContainerNetException($"The container cannot run '{program}': {cause}", ErrorKind.InvalidArgument, Errno.EACCES) { ErrorId = "CommandNotExecutable", Subject = program };
        return new ContainerNetException($"The runtime did not start the container: {cause}", ErrorKind.Other) { ErrorId = "ContainerRuntimeFailed", Subject = id };
    }

    /// <summary>The error for what the runtime said when it could not remove a container.</summary>
    public static ContainerNetException NotRemoved(string id, string message)
        => new($"The runtime could not remove container {id}: {message}", ErrorKind.Other) { ErrorId = "ContainerRuntimeFailed", Subject = id };

    /// <summary>The error for what the runtime said when it could not change a container's limits.</summary>
    public static ContainerNetException NotUpdated(string id, string message)
        => new($"The runtime could not change the limits of container {id}: {message}", ErrorKind.Other) { ErrorId = "ContainerRuntimeFailed", Subject = id };

    private static string? ErrorOf(string line)
    {
        try
        {
            JsonNode? entry = JsonNode.Parse(line);
            return (string?)entry?["level"] is "error" or "fatal" ? (string?)entry["msg"] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
