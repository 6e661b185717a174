using System.Management.Automation;
using System.Text;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// What comes by the pipeline, as the bytes that a native command would read: bytes as they are, texts and all that other
/// objects show of themselves as lines, encoded as $OutputEncoding says.
/// </summary>
internal sealed class ProgramInput : IDisposable
{
    private readonly Encoding _encoding;
    private readonly SteppablePipeline _formatter = ScriptBlock.Create("Out-String -Stream").GetSteppablePipeline();
    private bool _isFormatting;

    public ProgramInput(PSCmdlet cmdlet) => _encoding = cmdlet.GetVariableValue("OutputEncoding") as Encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The bytes of an object.</summary>
    public ReadOnlyMemory<byte> Of(object? item)
    {
        switch (item is PSObject wrapped ? wrapped.BaseObject : item)
        {
            case null: return default;
            case byte[] bytes: return bytes;
            case byte single: return new[] { single };
            case string text: return _encoding.GetBytes(text + "\n");
        }
        if (!_isFormatting) _formatter.Begin(expectInput: true);
        _isFormatting = true;
        return Lines(_formatter.Process(item));
    }

    /// <summary>The rest of a table whose output has begun.</summary>
    public ReadOnlyMemory<byte> End() => _isFormatting ? Lines(_formatter.End()) : default;

    public void Dispose() => _formatter.Dispose();

    private byte[] Lines(Array lines) => _encoding.GetBytes(string.Concat(lines.Cast<object>().Select(line => $"{line}\n")));
}
