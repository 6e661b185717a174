using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images;

/// <summary>Fetches images from registries by skopeo, which knows their protocol and how to log in.</summary>
internal static class ImagePull
{
    private const string Program = "skopeo";

    // skopeo's own rule of what may be pulled (containers-policy.json(5)); without one it pulls nothing.
    private static readonly string[] PolicyFiles = [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config/containers/policy.json"), "/etc/containers/policy.json"];

    /// <summary>Copies the image for this machine into a new OCI image layout.</summary>
    /// <param name="reference">Which.</param>
    /// <param name="folder">The destination; an empty directory.</param>
    /// <param name="progress">Told what skopeo says.</param>
    /// <param name="cancellation">Ends skopeo.</param>
    /// <exception cref="ContainerNetException">skopeo is missing, or it failed.</exception>
    public static void Copy(ImageReference reference, string folder, Action<string>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Pipe output = Pipe.Open(), errors = Pipe.Open();
        ChildProcess skopeo = Start(reference, folder, output, errors);
        using CancellationTokenRegistration ending = cancellation.Register(skopeo.Kill);
        Task<string> said = Task.Run(errors.Reader.ReadToEnd, CancellationToken.None);
        foreach (string line in output.Reader.ReadLines()) progress?.Invoke($"{reference.Familiar}: {line}");
        string error = said.GetAwaiter().GetResult();
        int exitCode = skopeo.Wait();
        cancellation.ThrowIfCancellationRequested();
        if (exitCode != 0) throw Failed(reference, error);
    }

    /// <summary>The program with its arguments, but for the destination.</summary>
    public static IReadOnlyList<string> Command(ImageReference reference) => [Program, .. ArgumentsFor(reference)];

    private static List<string> ArgumentsFor(ImageReference reference)
    {
        List<string> arguments = PolicyFiles.Any(File.Exists) ? ["copy"] : ["--insecure-policy", "copy"];
        // As dockerd does with registries of 127.0.0.0/8.
        if (reference.IsLoopback) arguments.Add("--src-tls-verify=false");
        arguments.Add($"docker://{reference}");
        return arguments;
    }

    private static ChildProcess Start(ImageReference reference, string folder, Pipe output, Pipe errors)
    {
        List<string> arguments = [.. ArgumentsFor(reference), $"oci:{folder}:latest"];
        try
        {
            ChildProcess process = ChildProcess.Start(new ChildProcessOptions { FileName = Program, Arguments = arguments, Descriptors = [null, output.Writer, errors.Writer] });
            output.Writer.Dispose();
            errors.Writer.Dispose();
            return process;
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENOENT)
        {
            throw new ContainerNetException($"Image {reference.Familiar} is not in the local store, and {Program}, which pulls images, is not installed. Install it with: apt-get install skopeo", ErrorKind.Unsupported, Errno.ENOENT) { ErrorId = "SkopeoMissing", Subject = Program };
        }
    }

    // skopeo writes log lines, the last of which says why: time="…" level=fatal msg="…".
    private static ContainerNetException Failed(ImageReference reference, string error)
    {
        string last = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it gave no reason";
        int message = last.IndexOf("msg=\"", StringComparison.Ordinal);
        string why = message < 0 ? last : last[(message + "msg=\"".Length)..].TrimEnd('"').Replace("\\\"", "\"", StringComparison.Ordinal);
        bool isMissing = why.Contains("manifest unknown", StringComparison.Ordinal) || why.Contains("name unknown", StringComparison.Ordinal);
        return isMissing
            ? ContainerNetException.NotFound("ImageNotFound", reference.Familiar, $"Image '{reference.Familiar}' is neither in the local store nor at {reference.Domain}: {why}")
            : new ContainerNetException($"skopeo could not pull {reference.Familiar}: {why}", ErrorKind.Other) { ErrorId = "ImagePullFailed", Subject = reference.Familiar };
    }
}
