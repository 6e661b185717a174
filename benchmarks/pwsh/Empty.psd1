@{
    ModuleVersion     = '1.0'
    Description       = 'Holds nothing: what importing it takes is what PowerShell itself takes.'
    FunctionsToExport = @()
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
