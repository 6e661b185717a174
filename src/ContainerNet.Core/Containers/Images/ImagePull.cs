using System.ComponentModel;
using System.Diagnostics;
using ContainerNet.Interop;

namespace ContainerNet.Containers;

/// <summary>Fetches images from registries by skopeo, which knows their protocol and how to log in.</summary>
internal static class ImagePull
{
    private const string Program = "skopeo";

    // skopeo's own rule of what may be pulled (containers-policy.json(5)); without one it pulls nothing.
    private static readonly string[] PolicyFiles = [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config/containers/policy.json"), "/etc/containers/policy.json"];

    /// <summary>Copies the image for this machine into a new OCI image layout.</summary>
    /// <param name="reference">Which.</param>
    /// <param name="folder">Where to; an empty folder.</param>
    /// <param name="progress">Told what skopeo says.</param>
    /// <param name="cancellation">Ends skopeo.</param>
    /// <exception cref="ContainerNetException">skopeo is missing, or it failed.</exception>
    public static void Copy(ImageReference reference, string folder, Action<string>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Process process = Start(reference, folder);
        using CancellationTokenRegistration ending = cancellation.Register(() => End(process));
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (process.StandardOutput.ReadLine() is { } line) progress?.Invoke($"{reference.Familiar}: {line}");
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw Failed(reference, error.GetAwaiter().GetResult());
    }

    private static Process Start(ImageReference reference, string folder)
    {
        var info = new ProcessStartInfo(Program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (!PolicyFiles.Any(File.Exists)) info.ArgumentList.Add("--insecure-policy");
        info.ArgumentList.Add("copy");
        // As dockerd does with registries of 127.0.0.0/8.
        if (reference.IsLoopback) info.ArgumentList.Add("--src-tls-verify=false");
        info.ArgumentList.Add($"docker://{reference}");
        info.ArgumentList.Add($"oci:{folder}:latest");
        try
        {
            Process process = Process.Start(info)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == (int)Errno.ENOENT)
        {
            throw new ContainerNetException($"{reference.Familiar} is not here, and {Program}, which would pull it, is missing: apt-get install skopeo", ErrorKind.Unsupported, Errno.ENOENT) { ErrorId = "SkopeoMissing", Subject = Program };
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    // skopeo writes log lines, the last of which says why: time="…" level=fatal msg="…".
    private static ContainerNetException Failed(ImageReference reference, string error)
    {
        string last = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it says nothing";
        int message = last.IndexOf("msg=\"", StringComparison.Ordinal);
        string why = message < 0 ? last : last[(message + "msg=\"".Length)..].TrimEnd('"').Replace("\\\"", "\"", StringComparison.Ordinal);
        bool isMissing = why.Contains("manifest unknown", StringComparison.Ordinal) || why.Contains("name unknown", StringComparison.Ordinal);
        return isMissing
            ? ContainerNetException.NotFound("ImageNotFound", reference.Familiar, $"There is no image '{reference.Familiar}' here, and {reference.Domain} has none: {why}")
            : new ContainerNetException($"{reference.Familiar} cannot be pulled: {why}", ErrorKind.Other) { ErrorId = "ImagePullFailed", Subject = reference.Familiar };
    }
}
