namespace ContainerNet.HelpBuilder.Tests;

internal static class SamplePages
{
    public const string GetSample = """
        # Get-Sample

        ## SYNOPSIS
        Gets samples.

        ## DESCRIPTION
        Gets samples by name or by address, from one namespace or from many. This paragraph is long enough to be
        wrapped, wherever the page itself breaks its lines.

        - the first *point*
        - the second, with `code`

        | Driver | Meaning |
        | --- | --- |
        | bridge | a switch on this host |
        | null | nothing at all |

        ```powershell
        if ($true) {
            Get-Sample
        }
        ```

        See [the site](https://example.com/site) and [Set-Sample](Set-Sample.md).

        ## EXAMPLES

        ### Example 1: All of them

        This comes before the code.

        ```powershell
        Get-Sample |
            Where-Object Name -Like 'eth*'
        ```

        ```Output
        Name
        ----
        eth0
        ```

        This comes after it.

        ### Example 2: One of them

        ```powershell
        Get-Sample -Name eth0
        ```

        Only this one.

        ## PARAMETERS

        ### -Name
        The names.

        ### -IPAddress
        The address.

        ### -State
        The state.

        ### -AddressFamily
        The families.

        ### -Namespace
        The namespaces, of which there may be:

        1. one
        2. many

        ## INPUTS

        Anything with a `Namespace`.

        ## OUTPUTS

        ### Sample
        A sample each.

        ## NOTES
        Needs no privilege.

        ## RELATED LINKS

        - [Set-Sample](Set-Sample.md)
        - [The kernel](https://example.com/kernel)
        """;

    public const string SetSample = """
        # Set-Sample

        ## SYNOPSIS
        Changes a sample.

        ## DESCRIPTION
        Changes a sample.

        ## EXAMPLES

        ### Example 1: Rename

        ```powershell
        Get-Sample | Set-Sample -NewName eth1 -Options @{}
        ```

        ## PARAMETERS

        ### -InputObject
        The samples.

        ### -NewName
        The name to come.

        ### -Options
        The options.

        ### -MtuSize
        The size.

        ### -PassThru
        Writes the fresh object.

        ### -Namespace
        The namespace.
        """;

    public const string Topic = """
        # about_Samples

        ## SHORT DESCRIPTION
        How samples are
        taken.

        ## Long description
        Samples are taken with care, one at a time, and every one of them is put back where it was found afterwards.

        - an item that is so long that its words have to go on the next line, under the first of them

        ### Details
        A paragraph.

        ```powershell
        Get-Sample
        ```
        """;
}
