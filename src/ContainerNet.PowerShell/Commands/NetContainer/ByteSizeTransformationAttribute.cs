using System.Globalization;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes sizes as Docker writes them (512m, 2g, 1024k, 100b) where bytes are wanted, besides PowerShell's own 512MB.</summary>
public sealed class ByteSizeTransformationAttribute : ArgumentTransformationAttribute
{
    private const string Units = "bkmg";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (data is not string text || text.Length < 2) return inputData;
        int unit = Units.IndexOf(char.ToLowerInvariant(text[^1]), StringComparison.Ordinal);
        return unit >= 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double size)
            ? (long)(size * (1L << 10 * unit))
            : inputData;
    }
}
