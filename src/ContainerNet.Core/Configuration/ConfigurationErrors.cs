namespace ContainerNet.Configuration;

/// <summary>Errors of a configuration file. Each begins with the file and the line, as compilers have it.</summary>
internal static class ConfigurationErrors
{
    /// <summary>The file is no JSON, or a value is not acceptable.</summary>
    public static ContainerNetException Invalid(string file, int line, string fault) => Make("InvalidConfiguration", file, line, fault);

    /// <summary>No version of dockerd has the key, and it looks like one that exists.</summary>
    public static ContainerNetException UnknownKey(string file, int line, string key, string meant)
        => Make("ConfigurationKeyUnknown", file, line, $"'{key}' is not a key of daemon.json. Did you mean '{meant}'?");

    /// <summary>A key is there twice.</summary>
    public static ContainerNetException DuplicateKey(string file, int line, string key)
        => Make("ConfigurationKeyDuplicate", file, line, $"'{key}' is given twice. Give it once.");

    private static ContainerNetException Make(string errorId, string file, int line, string fault)
        => ContainerNetException.Invalid(errorId, file, $"{file}, line {line}: {fault}");
}
