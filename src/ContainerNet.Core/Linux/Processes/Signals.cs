using System.Globalization;

namespace ContainerNet.Linux.Processes;

/// <summary>Signals by their names (signal(7)), with the numbers that they have on all architectures that .NET runs on.</summary>
internal static class Signals
{
    private const int Highest = 64;
    private const int RealTimeMinimum = 34;

    private static readonly string[] _names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The names of the standard signals (signal(7)), in the order of their numbers from 1, without SIG.</summary>
    public static IReadOnlyList<string> Names => _names;

    /// <summary>Reads <c>SIGTERM</c>, <c>TERM</c>, <c>15</c>, <c>SIGRTMIN+3</c>.</summary>
    /// <exception cref="ContainerNetException">There is no such signal.</exception>
    public static int Parse(string text)
    {
        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..].ToUpperInvariant() : text.ToUpperInvariant();
        int number = Array.IndexOf(_names, name) + 1;
        if (number > 0) return number;
        if (name.StartsWith("RTMIN", StringComparison.Ordinal)) number = RealTime(name["RTMIN".Length..]);
        else if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number)) number = 0;
        return number is > 0 and <= Highest ? number : throw ContainerNetException.Invalid("InvalidSignal", text, $"'{text}' is not a signal. Write it as SIGTERM, TERM, 15 or SIGRTMIN+3.");
    }

    private static int RealTime(string offset)
        => offset.Length == 0 ? RealTimeMinimum : int.TryParse(offset, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int places) ? RealTimeMinimum + places : 0;
}
