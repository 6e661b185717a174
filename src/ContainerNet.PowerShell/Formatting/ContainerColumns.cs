using System.Globalization;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Formatting;

/// <summary>The columns of containers and images that say something in words, as <c>docker ps</c> and <c>docker images</c> do. The views call them.</summary>
public static class ContainerColumns
{
    private static readonly string[] _units = ["B", "KiB", "MiB", "GiB", "TiB"];

    private const int LongestCommand = 20;
    private const int ShortId = 12;

    /// <summary>The first twelve digits of an id, without the name of its hash.</summary>
    public static string Id(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        string digits = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits[..Math.Min(ShortId, digits.Length)];
    }

    /// <summary>The program with its arguments, at most twenty characters of it.</summary>
    public static string Command(NetContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        string command = string.Join(' ', container.Command).ReplaceLineEndings(" ");
        return command.Length <= LongestCommand ? command : $"{command[..(LongestCommand - 1)]}…";
    }

    /// <summary>A process's program with its arguments, or its name in brackets where it has none, as ps shows it. What a terminal would obey is a '?'.</summary>
    public static string Command(NetContainerProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        string command = process.Command.Count > 0 ? string.Join(' ', process.Command) : $"[{process.ProcessName}]";
        return string.Concat(command.Select(letter => char.IsControl(letter) ? '?' : letter));
    }

    /// <summary>Processor time in hours, minutes and seconds, as ps shows it.</summary>
    public static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss}");

    /// <summary>A number of bytes in three digits and the unit, in steps of 1024; '-' where it is unknown.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } count) return "-";
        int unit = 0;
        double size = count;
        while (size >= 1024 && unit < _units.Length - 1)
        {
            size /= 1024;
            unit++;
        }
        string digits = unit == 0 || size >= 100 ? "0" : size >= 10 ? "0.0" : "0.00";
        return $"{size.ToString(digits, CultureInfo.InvariantCulture)} {_units[unit]}";
    }

    /// <summary>What a container does, and since when: <c>Up 5 minutes</c>, <c>Exited (0) 3 minutes ago</c>. In color where the host shows colors.</summary>
    public static string Status(NetContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return $"{Color(container)}{ContainerStatus.Text(container, DateTimeOffset.UtcNow)}{PSStyle.Instance.Reset}";
    }

    /// <summary>The published ports, those of one mapping once.</summary>
    public static string Ports(NetContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return string.Join(", ", container.Ports.Select(port => port.ToPublication().ToString()).Distinct());
    }

    /// <summary>How long ago something was: <c>3 minutes ago</c>; nothing for what never was.</summary>
    public static string Ago(DateTimeOffset? time) => time is { } then ? $"{ContainerStatus.Duration(DateTimeOffset.UtcNow - then)} ago" : "";

    private static string Color(NetContainer container) => container switch
    {
        { State: ContainerState.Running } => PSStyle.Instance.Foreground.Green,
        { State: ContainerState.Exited, ExitCode: 0 } => PSStyle.Instance.Foreground.BrightBlack,
        { State: ContainerState.Exited } => PSStyle.Instance.Foreground.Red,
        _ => PSStyle.Instance.Foreground.Yellow,
    };
}
