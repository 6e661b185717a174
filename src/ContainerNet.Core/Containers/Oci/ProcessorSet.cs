using System.Globalization;

namespace ContainerNet.Containers.Oci;

/// <summary>The processors that a container may run on, as the kernel writes lists of them (cpuset(7)): <c>0-2,4</c>.</summary>
internal static class ProcessorSet
{
    /// <summary>Checks that a text is such a list, of processors that there are.</summary>
    /// <param name="text">The list.</param>
    /// <param name="processors">How many there are.</param>
    /// <exception cref="ContainerNetException">InvalidCpuSet.</exception>
    public static string Check(string text, int processors)
    {
        if (text.Split(',').All(part => IsRange(part, processors))) return text;
        throw ContainerNetException.Invalid("InvalidCpuSet", text, $"'{text}' is not a list of processors of this machine. Write it as 0, 0-2 or 0,2-3. The processors are 0 to {processors - 1}.");
    }

    private static bool IsRange(string text, int processors) => text.Split('-') switch
    {
        [var only] => Number(only) < processors,
        [var first, var last] => Number(first) <= Number(last) && Number(last) < processors,
        _ => false,
    };

    // No number compares with anything.
    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
