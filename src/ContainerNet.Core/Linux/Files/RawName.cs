using System.Text;

namespace ContainerNet.Linux.Files;

/// <summary>File names whose characters are bytes, one each: names as the kernel has them, which need not be UTF-8.</summary>
internal static class RawName
{
    /// <summary>The name that people write so.</summary>
    public static string Of(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The name as people read it.</summary>
    public static string Text(string name) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name));
}
