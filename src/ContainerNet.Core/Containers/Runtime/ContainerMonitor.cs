using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Oci;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Containers.Runtime;

/// <summary>
/// conmon: it has the runtime create a container, keeps what the container writes, passes on what is typed, and notes how it
/// ends. There is no daemon, so it is the container's only parent.
/// </summary>
/// <param name="programs">Where it is.</param>
/// <param name="runtimeArguments">What the runtime is always told.</param>
internal sealed class ContainerMonitor(RuntimePrograms programs, IReadOnlyList<string> runtimeArguments)
{
    // The number under which conmon finds the pipe for its answer; 0 to 2 are the usual ones.
    private const int AnswerDescriptor = 3;

    /// <summary>How long the runtime may take for one step, after which it counts as hung. The caller holds the container's lock meanwhile.</summary>
    public static readonly TimeSpan RuntimeTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Has a container created, and waits until it is or is not.</summary>
    /// <returns>The process id of its first process.</returns>
    /// <exception cref="ContainerNetException">The runtime refused.</exception>
    public int Create(ContainerBundle bundle, BundleDirectory folder, ContainerMonitorOptions options)
    {
        using Pipe answer = Pipe.Open();
        ChildProcess child = ChildProcess.Start(new ChildProcessOptions
        {
            FileName = programs.Monitor,
            Arguments = Arguments(bundle, folder, options),
            Environment = [.. new ChildProcessOptions { FileName = programs.Monitor }.Environment, string.Create(CultureInfo.InvariantCulture, $"_OCI_SYNCPIPE={AnswerDescriptor}")],
            // It complains where it answers, which it does in JSON.
            Descriptors = [null, null, answer.Writer, answer.Writer],
            NewSession = true,
            // It writes a file there when the container ran out of memory, and would keep any other directory busy.
            WorkingDirectory = folder.Path,
        });
        answer.Writer.Dispose();
        // It starts another of itself that stays.
        _ = child.Wait(RuntimeTimeout);
        return ReadAnswer(bundle, folder, answer.Reader);
    }

    /// <summary>The conmon processes of a container, found by their command lines.</summary>
    public static List<ProcessIdentity> Find(string id)
    {
        byte[] argument = Encoding.ASCII.GetBytes($"\0--cid\0{id}\0");
        return [.. ProcessIdentity.All().Where(process => ProcessIdentity.CommandLine(process.ProcessId).AsSpan().IndexOf(argument) >= 0)];
    }

    private List<string> Arguments(ContainerBundle bundle, BundleDirectory folder, ContainerMonitorOptions options)
    {
        List<string> arguments =
        [
            "--api-version", "1", "--cid", bundle.Id, "--cuuid", bundle.Id, "--runtime", programs.Runtime, "--bundle", folder.Path,
            "--container-pidfile", folder.ProcessIdFile, "--conmon-pidfile", folder.MonitorIdFile, "--persist-dir", folder.Path,
            // Its sockets in the bundle, and not below a directory of podman's.
            "--full-attach",
            "--log-path", "k8s-file:" + options.LogPath, "--log-level", "error", "--no-sync-log",
        ];
        foreach (string argument in runtimeArguments.Concat(["--log", folder.RuntimeLog, "--log-format", "json"])) arguments.AddRange(["--runtime-arg", argument]);
        ContainerOptions requested = bundle.Options;
        if (requested.Interactive) arguments.Add("--terminal");
        if (requested.Interactive || requested.OpenStdin) arguments.Add("--stdin");
        // Input stays open when an attached client leaves, so that others can attach.
        if (requested.Interactive || requested is { OpenStdin: true, StdinOnce: false }) arguments.Add("--leave-stdin-open");
        if (options.ExitCommand.Count > 0) arguments.AddRange(["--exit-command", options.ExitCommand[0]]);
        foreach (string argument in options.ExitCommand.Skip(1)) arguments.AddRange(["--exit-command-arg", argument]);
        return arguments;
    }

    private static int ReadAnswer(ContainerBundle bundle, BundleDirectory folder, FileDescriptor answer)
    {
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        byte[] bytes = new byte[4096];
        char[] characters = new char[4096];
        long deadline = Environment.TickCount64 + (long)RuntimeTimeout.TotalMilliseconds;
        while (Readiness.Wait(answer, LibC.POLLIN, TimeSpan.FromMilliseconds(deadline - Environment.TickCount64), CancellationToken.None) && answer.Read(bytes) is var count and > 0)
        {
            text.Append(characters, 0, decoder.GetChars(bytes.AsSpan(0, count), characters, flush: false));
            if (ParseAnswer(text.ToString()) is not { } parsed) continue;
            if (parsed.ProcessId > 0) return parsed.ProcessId;
            throw RuntimeFailure.ToException(bundle.Id, bundle.Arguments[0], RuntimeFailure.Message(folder.RuntimeLog, parsed.Message));
        }
        if (Environment.TickCount64 >= deadline) throw new ContainerNetException($"The runtime did not create the container within {RuntimeTimeout.TotalSeconds:0} seconds.", ErrorKind.Timeout, Errno.ETIMEDOUT) { ErrorId = "ContainerMonitorTimedOut", Subject = bundle.Id };
        throw new ContainerNetException($"conmon did not start the container: {text.ToString().Trim()}", ErrorKind.Other) { ErrorId = "ContainerMonitorFailed", Subject = bundle.Id };
    }

    // {"data": PID}, or {"data": -1, "message": "…"}; lines before it are conmon's complaints.
    private static (int ProcessId, string Message)? ParseAnswer(string text)
    {
        foreach (string line in text.Split('\n').SkipLast(1).Where(line => line.StartsWith('{')))
        {
            try
            {
                JsonNode json = JsonNode.Parse(line)!;
                return ((int)json["data"]!, (string?)json["message"] ?? "");
            }
            catch (JsonException)
            {
                // A complaint that looks like an answer.
            }
        }
        return null;
    }
}
