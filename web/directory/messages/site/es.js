// Lo que el sitio de este navegador dice de su contenido, en español, por los nombres de sus frases. En inglés habla él mismo.
export default {
  "content_busy": "Hay una restauración u otro trabajo en curso: espere a que termine e inténtelo de nuevo.",
  "content_gone": "Ya no hay nada con ese nombre: mire lo que hay ahora.",
  "content_folder_in_way": "Donde debería ir el archivo hay una carpeta: quítela primero o elija otro nombre.",
  "content_file_in_way": "Donde debería haber una carpeta hay un archivo: quítelo primero o elija otro nombre.",
  "content_no_file": "Esto no es un archivo: solo se pueden leer archivos.",
  "content_path": "«{path}» no es una ruta del contenido: partes con un nombre cada una, con / entre ellas, y ninguna de ellas . ni .. .",
  "content_full": "En el disco o en la cuota de este navegador no hay sitio para {path}: libere espacio e inténtelo de nuevo.",
  "content_full_kept": "En el disco o en la cuota de este navegador no hay sitio para {path}: libere espacio e inténtelo de nuevo. Archivos añadidos antes: {kept}.",
  "content_full_room": "No hay sitio para {path}: este navegador permite al origen de esta página guardar {quota} MB, de los que {used} MB están ocupados. Libere espacio e inténtelo de nuevo.",
  "content_full_room_kept": "No hay sitio para {path}: este navegador permite al origen de esta página guardar {quota} MB, de los que {used} MB están ocupados. Libere espacio e inténtelo de nuevo. Archivos añadidos antes: {kept}.",
  "content_unreadable": "No se puede abrir {path} ({reason}): compruebe que sigue ahí y que sus permisos lo permiten.",
  "content_failed": "Ha fallado un cambio del contenido en {path} ({reason}): mire lo que hay e inténtelo de nuevo.",
  "adding_ended": "La pestaña que recibía este archivo se cerró antes de tenerlo entero. Añádalo de nuevo.",
  "holder_ended": "La pestaña que tenía el sitio se cerró antes de responder. Mire lo que hay e inténtelo de nuevo.",
  "site_in_use": "Otra pestaña está usando el sitio de este navegador.",
  "site_impossible": "Este navegador no guarda archivos para las páginas (o no en una ventana privada), así que no puede alojar un sitio. Use otro o una ventana normal.",
};
