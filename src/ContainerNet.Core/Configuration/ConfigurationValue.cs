using System.Text.Json;

namespace ContainerNet.Configuration;

/// <summary>A JSON value that knows where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">Its line in the file, from 1.</param>
internal sealed record ConfigurationValue(JsonValueKind Kind, int Line)
{
    /// <summary>The text of a string; of everything else as the file has it.</summary>
    public string Text { get; init; } = "";

    /// <summary>The value as the file has it, white space included, so that it can be written back unchanged.</summary>
    public string Raw { get; init; } = "";

    /// <summary>The values of an array.</summary>
    public IReadOnlyList<ConfigurationValue> Items { get; init; } = [];

    /// <summary>The properties of an object, in their order.</summary>
    public IReadOnlyList<ConfigurationProperty> Properties { get; init; } = [];
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Line">The key's line in the file, from 1.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigurationProperty(string Key, int Line, ConfigurationValue Value);
