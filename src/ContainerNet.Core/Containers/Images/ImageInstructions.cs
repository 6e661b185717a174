using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Images;

/// <summary>Applies instructions of a Dockerfile to an image's configuration (config.md), as <c>docker commit --change</c> does.</summary>
internal static class ImageInstructions
{
    private const string Accepted = "The instructions are CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR";

    /// <summary>Applies them in their order.</summary>
    /// <param name="config">The <c>config</c> of the image.</param>
    /// <param name="instructions">The instructions.</param>
    /// <exception cref="ContainerNetException">InvalidInstruction: one cannot be read.</exception>
    public static void Apply(JsonObject config, IReadOnlyList<string> instructions)
    {
        bool hasCommand = instructions.Any(instruction => NameOf(instruction) == "CMD");
        foreach (string instruction in instructions)
        {
            string rest = instruction.Trim()[NameOf(instruction).Length..].Trim();
            if (rest.Length == 0) throw Invalid(instruction, "it has no value");
            Apply(config, NameOf(instruction), rest, instruction, hasCommand);
        }
    }

    private static void Apply(JsonObject config, string name, string rest, string instruction, bool hasCommand)
    {
        switch (name)
        {
            case "CMD": config["Cmd"] = Command(rest); break;
            case "ENTRYPOINT":
                config["Entrypoint"] = Command(rest);
                // The command was meant for the earlier entry point.
                if (!hasCommand) config.Remove("Cmd");
                break;
            case "ENV": foreach ((string key, string value) in Pairs(rest, instruction)) SetVariable(config, key, value); break;
            case "LABEL": foreach ((string key, string value) in Pairs(rest, instruction)) Table(config, "Labels")[key] = value; break;
            case "EXPOSE": foreach (string port in Words(rest, instruction).SelectMany(word => Ports(word, instruction))) Table(config, "ExposedPorts")[port] = new JsonObject(); break;
            case "VOLUME": foreach (string path in List(rest) ?? Words(rest, instruction)) Table(config, "Volumes")[path] = new JsonObject(); break;
            case "USER": config["User"] = rest; break;
            case "STOPSIGNAL": config["StopSignal"] = rest; break;
            case "WORKDIR": config["WorkingDir"] = Path.GetFullPath(rest, (string?)config["WorkingDir"] is { Length: > 0 } present ? present : "/"); break;
            default: throw Invalid(instruction, $"'{name}' is not an instruction that can be given here");
        }
    }

    private static string NameOf(string instruction) => instruction.Trim().Split((char[])[' ', '\t'], 2)[0].ToUpperInvariant();

    // A list is run as it is, and anything else by the shell.
    private static JsonArray Command(string text) => [.. (List(text) ?? ["/bin/sh", "-c", text]).Select(word => (JsonNode)word)];

    private static List<string>? List(string text)
    {
        try
        {
            return text.StartsWith('[') ? JsonSerializer.Deserialize(text, ImageJson.Default.ListString) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Table(JsonObject config, string name)
    {
        if (config[name] is not JsonObject table) config[name] = table = [];
        return table;
    }

    private static void SetVariable(JsonObject config, string key, string value)
    {
        if (config["Env"] is not JsonArray variables) config["Env"] = variables = [];
        int at = Enumerable.Range(0, variables.Count).FirstOrDefault(i => ((string?)variables[i])?.StartsWith($"{key}=", StringComparison.Ordinal) == true, -1);
        if (at < 0) variables.Add((JsonNode)$"{key}={value}");
        else variables[at] = $"{key}={value}";
    }

    // KEY=VALUE …, or KEY and one value after a space.
    private static IEnumerable<(string Key, string Value)> Pairs(string rest, string instruction)
    {
        List<string> words = Words(rest, instruction);
        if (!words[0].Contains('=', StringComparison.Ordinal) && words.Count > 1) return [(words[0], rest[words[0].Length..].Trim())];
        return words.Select(word => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? (word[..equals], word[(equals + 1)..]) : throw Invalid(instruction, $"'{word}' is not of the form NAME=value"));
    }

    // PORT, or FIRST-LAST, with a protocol or without.
    private static IEnumerable<string> Ports(string text, string instruction)
    {
        string[] parts = text.Split('/'), bounds = parts[0].Split('-');
        bool isRange = parts.Length <= 2 && bounds.Length <= 2 && (parts.Length == 1 || parts[1] is "tcp" or "udp" or "sctp");
        if (!isRange || !ushort.TryParse(bounds[0], out ushort first) || !ushort.TryParse(bounds[^1], out ushort last) || first == 0 || last < first)
            throw Invalid(instruction, $"'{text}' is not a port of the form PORT[-PORT][/PROTOCOL]");
        return Enumerable.Range(first, last - first + 1).Select(port => $"{port}/{(parts.Length == 2 ? parts[1] : "tcp")}");
    }

    // Words as a shell has them: in quotes, or with a backslash before a character that means something.
    private static List<string> Words(string text, string instruction)
    {
        List<string> words = [];
        var word = new StringBuilder();
        bool isOpen = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length) word.Append(text[++i]);
            else if (quote == '\0' && c is '"' or '\'' || c == quote) quote = quote == '\0' ? c : '\0';
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isOpen) words.Add(word.ToString());
                word.Clear();
                isOpen = false;
                continue;
            }
            else word.Append(c);
            isOpen = true;
        }
        if (quote != '\0') throw Invalid(instruction, "a quote is not closed");
        if (isOpen) words.Add(word.ToString());
        return words;
    }

    private static ContainerNetException Invalid(string instruction, string why)
        => ContainerNetException.Invalid("InvalidInstruction", instruction, $"'{instruction}' cannot be applied to the image: {why}. {Accepted}.");
}
