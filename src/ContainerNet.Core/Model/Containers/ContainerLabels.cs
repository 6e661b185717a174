namespace ContainerNet;

/// <summary>Labels of containers: what to remember of them, by key, as <c>docker run --label</c> has it.</summary>
internal static class ContainerLabels
{
    /// <summary>An image's labels, and over them those that were given.</summary>
    public static IReadOnlyDictionary<string, string> Over(IReadOnlyDictionary<string, string>? image, IReadOnlyDictionary<string, string> given)
    {
        var labels = new Dictionary<string, string>(image ?? new Dictionary<string, string>());
        foreach ((string key, string value) in given) labels[key] = value;
        return labels;
    }

    /// <summary>Checks that a label has a key.</summary>
    /// <exception cref="ContainerNetException">InvalidLabel.</exception>
    public static void CheckKey(string key)
    {
        if (key.Length == 0 || key.Contains('=', StringComparison.Ordinal)) throw ContainerNetException.Invalid("InvalidLabel", key, $"'{key}' is not the key of a label. A key has one or more characters, and no '='.");
    }

    /// <summary>Whether labels are among what a filter wants: a <c>key</c>, or a <c>key=value</c>.</summary>
    public static bool Match(IReadOnlyDictionary<string, string> labels, string filter)
    {
        string[] parts = filter.Split('=', 2);
        return labels.TryGetValue(parts[0], out string? value) && (parts.Length == 1 || parts[1] == value);
    }
}
