using System.Text;

namespace ContainerNet;

/// <summary>The rule for namespace names: they are file names in one directory, so nothing in them may lead out of it.</summary>
internal static class NamespaceName
{
    /// <summary>NAME_MAX of every file system in question.</summary>
    public const int MaxBytes = 255;

    /// <summary>Returns the name, or throws what is wrong with it and what would be accepted.</summary>
    public static string Check(string? name)
    {
        string? fault = Fault(name);
        return fault is null
            ? name!
            : throw ContainerNetException.Invalid("InvalidNamespaceName", name, $"'{name}' is not a namespace name: {fault}. A name has 1 to {MaxBytes} bytes and contains no '/'.");
    }

    private static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name)) return "it is empty";
        if (name is "." or "..") return "it is the name of a directory";
        if (name.AsSpan().ContainsAny('/', '\0')) return "it contains a '/' or a zero character";
        return Encoding.UTF8.GetByteCount(name) > MaxBytes ? "it is too long" : null;
    }
}
