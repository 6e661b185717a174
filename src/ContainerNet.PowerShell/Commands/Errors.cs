using System.Globalization;
using ContainerNet.PowerShell.Binding;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The errors that are the cmdlets' own, in one place; all others come from Core with their text.</summary>
internal static class Errors
{
    public static ContainerNetException NotFound(string errorId, string what, string name, NamespaceReference place)
        => new($"There is no {what} '{name}' in {place.Description}.", ErrorKind.NotFound) { ErrorId = errorId, Subject = name };

    public static ContainerNetException NotFound(string errorId, string what, string name)
        => new($"There is no {what} '{name}'.", ErrorKind.NotFound) { ErrorId = errorId, Subject = name };

    public static ContainerNetException PortNotPublished(int port)
        => new(string.Create(CultureInfo.InvariantCulture, $"Host port {port} is not published."), ErrorKind.NotFound) { ErrorId = "PortMappingNotFound", Subject = port };

    public static ContainerNetException PeerNotFound(VethPair pair)
        => new(string.Create(CultureInfo.InvariantCulture, $"The other end of '{pair.Name}', interface number {pair.PeerIndex}, is in a namespace without a name or a process, so it cannot be reached."), ErrorKind.NotFound) { ErrorId = "PeerNotFound", Subject = pair };

    public static ContainerNetException NoNestedPrompt(Exception? cause = null)
        => new("This session has no interactive prompt. Invoke-NetNamespace runs a script block or a program inside a namespace instead.", ErrorKind.Unsupported, innerException: cause) { ErrorId = "NoInteractivePrompt" };

    public static ContainerNetException NothingToMakeOf(string parameter, string name)
        => new($"-{parameter} describes a new container, which needs an image or -RootFileSystem. To start the existing container '{name}', give its name alone.", ErrorKind.InvalidArgument) { ErrorId = "RootFileSystemMissing", Subject = name };

    public static ContainerNetException NoTerminal()
        => new("This session has no terminal. Invoke-NetContainer runs a program inside a container and reads its output.", ErrorKind.Unsupported) { ErrorId = "NoTerminal" };

    /// <summary>An object that says no namespace: it must not mean the host by that.</summary>
    public static ContainerNetException NoNamespace(PipedObject piped)
        => new($"The {piped} does not name its namespace. Pipe an object that has the property Namespace, or give -Namespace. -Namespace '' is the host's own namespace.", ErrorKind.InvalidArgument) { ErrorId = "NamespaceMissing", Subject = piped.Value };

    /// <summary>An object of another kind than the cmdlet takes, or of that kind without its name.</summary>
    public static ContainerNetException ForeignObject(PipedObject piped, string kind)
        => new($"The {piped} is not a {kind}. Pipe objects of that kind, or names as text.", ErrorKind.InvalidArgument) { ErrorId = "InvalidInputObject", Subject = piped.Value };

    /// <summary>An object of another kind than the one that its properties would describe.</summary>
    public static ContainerNetException ForeignDescription(PipedObject piped, string kind)
        => new($"The {piped} does not describe a {kind}. Pipe objects of that kind, or custom objects with properties of the parameters' names.", ErrorKind.InvalidArgument) { ErrorId = "InvalidInputObject", Subject = piped.Value };

    /// <summary>An object of the right kind without the properties that identify it, as Select-Object leaves it.</summary>
    public static ContainerNetException IncompleteObject(PipedObject piped, string kind, string property)
        => new($"The {piped} has no property {property}, which identifies the {kind}. Pipe the object with all of its properties.", ErrorKind.InvalidArgument) { ErrorId = "InvalidInputObject", Subject = piped.Value };

    public static ContainerNetException UnknownParameter(string word, string suggestion, string cmdlet)
        => new($"{cmdlet} has no parameter {word}.{suggestion} Put -- before the command if {word} belongs to the command.", ErrorKind.InvalidArgument) { ErrorId = "UnknownParameter", Subject = word };

    public static ContainerNetException CommandMisread(string command, string word, string cmdlet)
        => new($"PowerShell may read '{word}' after '{command}' as a parameter of {cmdlet}. Put -- before '{command}'.", ErrorKind.InvalidArgument) { ErrorId = "CommandMisread", Subject = word };

    public static ContainerNetException NotAFilePath(string path, string provider)
        => new($"'{path}' is a path of the provider {provider}. Give the path of a file or directory.", ErrorKind.InvalidArgument) { ErrorId = "NotAFilePath", Subject = path };

    /// <summary>A parameter that takes one value of each address family got two.</summary>
    public static ContainerNetException FamilyTwice(string parameter, object first, object second)
        => new($"-{parameter} takes one value of each address family. {first} and {second} are of the same family.", ErrorKind.InvalidArgument) { ErrorId = "FamilyTwice", Subject = second };
}
