using System.Text;

namespace ContainerNet;

/// <summary>The rule for interface names (dev_valid_name in net/core/dev.c).</summary>
internal static class InterfaceName
{
    /// <summary>IFNAMSIZ less the zero byte.</summary>
    public const int MaxBytes = 15;

    /// <summary>Returns the name, or throws what is wrong with it and what would be accepted.</summary>
    public static string Check(string? name)
    {
        string? fault = Fault(name);
        return fault is null
            ? name!
            : throw ContainerNetException.Invalid("InvalidInterfaceName", name, $"'{name}' is not an interface name: {fault}. A name has 1 to {MaxBytes} bytes, no '/', no ':' and no white space.");
    }

    private static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name)) return "it is empty";
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxBytes) return $"it has {bytes} bytes";
        if (name is "." or "..") return "it is the name of a directory";
        foreach (char c in name)
        {
            if (c is '/' or ':' or '\0' || char.IsWhiteSpace(c)) return "it contains a character that is not allowed";
            // alloc_netdev would take it for a pattern to number.
            if (c == '%') return "the kernel replaces '%' with a number";
        }
        return null;
    }

    /// <summary>The error for an interface that does not exist.</summary>
    public static ContainerNetException NotFound(NamespaceReference reference, string name)
        => ContainerNetException.NotFound("InterfaceNotFound", name, $"There is no interface '{name}' in {reference.Description}.");
}
