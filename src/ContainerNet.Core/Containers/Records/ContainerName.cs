using System.Security.Cryptography;

namespace ContainerNet.Containers.Records;

/// <summary>Names of containers.</summary>
internal static class ContainerName
{
    private static readonly string[] _first =
    [
        "able", "agile", "amber", "bold", "brave", "bright", "brisk", "calm", "clever", "cool", "crisp", "daring", "eager", "fair", "fast", "fresh",
        "gentle", "glad", "grand", "happy", "keen", "kind", "lively", "lucid", "merry", "nimble", "noble", "proud", "quick", "quiet", "sharp", "steady",
    ];

    private static readonly string[] _second =
    [
        "anchor", "aurora", "badger", "beacon", "birch", "bison", "brook", "canyon", "cedar", "comet", "coral", "crane", "delta", "falcon", "fjord", "harbor",
        "heron", "island", "lagoon", "lynx", "maple", "marlin", "meadow", "meteor", "orchid", "osprey", "otter", "pine", "raven", "reef", "river", "willow",
    ];

    /// <summary>Checks a requested name by Docker's rule.</summary>
    public static string Check(string name)
    {
        bool valid = name.Length >= 2 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
        return valid ? name : throw ContainerNetException.Invalid("InvalidContainerName", name, $"'{name}' is not a container name. A name starts with a letter or digit, followed by one or more letters, digits, '_', '.' or '-'.");
    }

    /// <summary>Makes a name up that is not taken.</summary>
    public static string MakeUp(IReadOnlyCollection<string> taken)
    {
        while (true)
        {
            string name = $"{Any(_first)}-{Any(_second)}";
            if (taken.Count >= _first.Length * _second.Length / 2) name += RandomNumberGenerator.GetHexString(6, lowercase: true);
            if (!taken.Contains(name)) return name;
        }
    }

    private static string Any(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
