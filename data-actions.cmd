@echo off
rem Starts the commands of this project. It needs a JDK 17 or newer, and the result of `npm run build`.
setlocal
set "ROOT=%~dp0"
set "ROOT=%ROOT:~0,-1%"
set "JAR=%ROOT%\infra\cli\target\cli.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" (
  echo Error: JAVA_HOME is %JAVA_HOME%, which has no bin\java.exe. Set it to a JDK 17 or newer.>&2
  exit /b 1
)
set "VERSION="
rem The line is: openjdk version "17.0.9" 2023-10-17
for /f "tokens=2,3" %%u in ('call "%JAVA%" -version 2^>^&1') do if "%%u"=="version" if not defined VERSION set "VERSION=%%~v"
if not defined VERSION (
  echo Error: No JDK was found: there is no java on the PATH. Install a JDK 17 or newer, such as https://adoptium.net.>&2
  exit /b 1
)
for /f "delims=.-+ tokens=1" %%v in ("%VERSION%") do set "MAJOR=%%v"
if %MAJOR% LSS 17 (
  echo Error: %JAVA% is Java %VERSION%. Install a JDK 17 or newer, and set JAVA_HOME.>&2
  exit /b 1
)
if not exist "%JAR%" (
  echo Error: The commands are not built. Run: npm run build>&2
  exit /b 1
)
if not defined CDK_VALIDATION set "CDK_VALIDATION=false"
if not defined JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION set "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22,24"
set "ARCHIVE="
if %MAJOR% GEQ 19 set ARCHIVE=-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%ROOT%\infra\cli\target\cli-%MAJOR%.jsa" -Xlog:disable -Xlog:all=error:stderr
"%JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %ARCHIVE% "-Ddataactions.root=%ROOT%" -jar "%JAR%" %*
exit /b %ERRORLEVEL%
