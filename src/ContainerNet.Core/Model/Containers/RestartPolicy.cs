using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>When a container is started again after it ended, as <c>docker run --restart</c> has it.</summary>
[JsonConverter(typeof(RestartPolicyJsonConverter))]
public sealed record RestartPolicy
{
    /// <summary>Never.</summary>
    public static readonly RestartPolicy No = new("no");

    private RestartPolicy(string name, int? maximumRetries = null)
    {
        Name = name;
        MaximumRetries = maximumRetries;
    }

    /// <summary>no, always, unless-stopped or on-failure.</summary>
    public string Name { get; }

    /// <summary>How often it is tried again after a failure; without end when null.</summary>
    public int? MaximumRetries { get; }

    /// <summary>Reads <c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c> or <c>on-failure:5</c>.</summary>
    /// <exception cref="ContainerNetException">It is not one of these.</exception>
    public static RestartPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        return parts switch
        {
            ["no" or "always" or "unless-stopped" or "on-failure"] => new RestartPolicy(text),
            ["on-failure", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int retries) => new RestartPolicy("on-failure", retries),
            _ => throw ContainerNetException.Invalid("InvalidRestartPolicy", text, $"'{text}' is not a restart policy. The policies are no, always, unless-stopped, on-failure and on-failure:COUNT."),
        };
    }

    /// <summary>Whether a container that ended is to be started again.</summary>
    /// <param name="exitCode">How it ended; null when it is unknown.</param>
    /// <param name="restarts">How often it was started again already.</param>
    public bool Wants(int? exitCode, int restarts) => Name switch
    {
        "always" or "unless-stopped" => true,
        "on-failure" => exitCode != 0 && restarts < (MaximumRetries ?? int.MaxValue),
        _ => false,
    };

    /// <summary>Whether it holds again after a reboot for a container that a user stopped, which tells <c>always</c> from <c>unless-stopped</c>.</summary>
    internal bool OutlastsStop => Name == "always";

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => MaximumRetries is { } retries ? string.Create(CultureInfo.InvariantCulture, $"{Name}:{retries}") : Name;
}

/// <summary>A restart policy as its text.</summary>
internal sealed class RestartPolicyJsonConverter : JsonConverter<RestartPolicy>
{
    public override RestartPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RestartPolicy.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, RestartPolicy value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
