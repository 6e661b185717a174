using System.Globalization;

namespace ContainerNet;

/// <summary>What a container does and since when, in the words of <c>docker ps</c>.</summary>
public static class ContainerStatus
{
    private const int DaysInMonth = 30;
    private const int DaysInYear = 365;

    /// <summary>The status: <c>Up 5 minutes</c>, <c>Up 5 minutes (Paused)</c>, <c>Exited (0) 3 minutes ago</c>, <c>Created</c>.</summary>
    /// <param name="container">The container.</param>
    /// <param name="now">The time to count from.</param>
    public static string Text(NetContainer container, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(container);
        string code = container.ExitCode is { } exitCode ? string.Create(CultureInfo.InvariantCulture, $" ({exitCode})") : "";
        return container.State switch
        {
            ContainerState.Running => Up(container, now),
            ContainerState.Paused => $"{Up(container, now)} (Paused)",
            ContainerState.Exited => $"Exited{code}{(container.Finished is { } finished ? $" {Duration(now - finished)} ago" : "")}",
            _ => $"{container.State}",
        };
    }

    /// <summary>A time span in the words of Docker (HumanDuration in go-units).</summary>
    public static string Duration(TimeSpan span)
    {
        int hours = (int)(span.TotalHours + 0.5), days = hours / 24;
        return span switch
        {
            { TotalSeconds: < 1 } => "Less than a second",
            { TotalMinutes: < 1 } => Counted((int)span.TotalSeconds, "second"),
            { TotalMinutes: < 2 } => "About a minute",
            { TotalMinutes: < 60 } => Counted((int)span.TotalMinutes, "minute"),
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => Counted(hours, "hour"),
            _ when days < 14 => Counted(days, "day"),
            _ when days < 2 * DaysInMonth => Counted(days / 7, "week"),
            _ when days < 2 * DaysInYear => Counted(days / DaysInMonth, "month"),
            _ => Counted(days / DaysInYear, "year"),
        };
    }

    private static string Up(NetContainer container, DateTimeOffset now) => container.Started is { } started ? $"Up {Duration(now - started)}" : "Up";

    private static string Counted(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}
